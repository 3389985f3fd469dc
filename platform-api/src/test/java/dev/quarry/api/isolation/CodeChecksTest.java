package dev.quarry.api.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.quarry.api.isolation.holes.CacheWithoutTenant;
import dev.quarry.api.isolation.holes.NativeQueryWithoutTenant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CodeChecksTest {
  @Test
  void codeHasNoHole() {
    assertThat(
            CodeChecks.all(
                new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.quarry.api")))
        .isEmpty();
  }

  @Test
  void nativeQueryWithoutTenantIsFound() {
    assertThat(
            CodeChecks.all(
                new ClassFileImporter()
                    .importClasses(
                        NativeQueryWithoutTenant.class,
                        NativeQueryWithoutTenant.ThroughHibernate.class)))
        .containsExactlyInAnyOrder(
            "statement-without-tenant %s getConnection"
                .formatted(NativeQueryWithoutTenant.class.getName()),
            "statement-without-tenant %s createNativeQuery"
                .formatted(NativeQueryWithoutTenant.ThroughHibernate.class.getName()));
  }

  @Test
  void cacheKeyWithoutTenantIsFound() {
    // Given: what the hole does
    var hole = new CacheWithoutTenant();
    UUID theirs = UUID.randomUUID();
    UUID mine = UUID.randomUUID();
    assertThat(hole.get(theirs, "r", UUID::toString)).isEqualTo(theirs.toString());
    assertThat(hole.get(mine, "r", UUID::toString)).isEqualTo(theirs.toString());
    var sound = new CacheWithoutTenant.Sound();
    assertThat(sound.get(theirs, "r", UUID::toString)).isEqualTo(theirs.toString());
    assertThat(sound.get(mine, "r", UUID::toString)).isEqualTo(mine.toString());

    // When / Then
    assertThat(
            CodeChecks.all(
                new ClassFileImporter()
                    .importClasses(CacheWithoutTenant.class, CacheWithoutTenant.Sound.class)))
        .containsExactly(
            "cache-without-tenant %s.reports".formatted(CacheWithoutTenant.class.getName()));
  }
}
