package dev.quarry.api.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What all runners together offer at a moment.
 *
 * @param catalogue the union: of equal names the first
 * @param runners how many are present
 */
public record Offers(Catalogue catalogue, int runners) {
  /** Before any runner came. */
  public static final Offers NONE = new Offers(Catalogue.EMPTY, 0);

  /** Puts the catalogues of several runners together, the most recently seen first. */
  public static Offers of(List<Catalogue> catalogues, int present) {
    return new Offers(
        new Catalogue(
            union(catalogues, Catalogue::toolsets, Catalogue.ToolsetOffer::name),
            union(catalogues, Catalogue::sources, s -> s.kind() + " " + s.id()),
            union(catalogues, Catalogue::plugins, p -> p.id() + "@" + p.version()),
            union(catalogues, Catalogue::modes, mode -> mode),
            union(catalogues, Catalogue::models, Catalogue.ModelOffer::name),
            catalogues.isEmpty() ? null : catalogues.getFirst().currency()),
        present);
  }

  private static <T> List<T> union(
      List<Catalogue> catalogues, Function<Catalogue, List<T>> part, Function<T, String> name) {
    Map<String, T> seen = new LinkedHashMap<>();
    catalogues.stream()
        .flatMap(c -> part.apply(c).stream())
        .forEach(t -> seen.putIfAbsent(name.apply(t), t));
    return List.copyOf(seen.values());
  }
}
