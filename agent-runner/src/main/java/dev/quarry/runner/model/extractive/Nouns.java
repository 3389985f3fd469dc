package dev.quarry.runner.model.extractive;

import java.util.Set;

/** What English nouns say about the kind of thing that is asked for or named. */
final class Nouns {
  static final Set<String> PLACES =
      set(
          "city town village place country county state province region island isle port harbour harbor"
              + " capital location birthplace continent district borough parish coast nation territory hometown mountain river lake valley bay street");
  static final Set<String> DATES = set("year date day month century decade time era");
  static final Set<String> QUANTITIES =
      set(
          "height length width depth weight distance speed salary wage price cost area population age size"
              + " temperature duration power range capacity altitude elevation diameter radius volume amount"
              + " percentage share rate limit number count mass budget income revenue fee fine reward sum"
              + " timeout");
  static final Set<String> PEOPLE =
      set(
          "person man woman people engineer architect designer builder inventor founder author writer"
              + " painter artist scientist chemist physicist astronomer mathematician composer poet king queen"
              + " president nobleman captain keeper officer chairman director leader explorer general owner"
              + " supervisor developer pioneer maker buyer teacher doctor surgeon soldier politician minister"
              + " merchant manufacturer deviser chief husband wife father mother brother sister son daughter"
              + " emperor pope bishop monk editor translator discoverer creator winner player singer actor");
  static final Set<String> ORGANISATIONS =
      set(
          "company firm organisation organization institution maker manufacturer board agency society"
              + " university school committee commission club team party bank publisher");

  /** Nouns that say so little that a sentence need not repeat them. */
  static final Set<String> VAGUE =
      set(
          "man woman person people thing type kind sort part version piece one place someone somebody"
              + " something namesake value setting");

  /** Nouns at the end of the name of a place, a building, a body: such a name is no person. */
  static final Set<String> OF_NAMES =
      set(
          "lighthouse light house tower board company island islands isle rock bay cape point harbour harbor"
              + " river lake sea ocean street road church cathedral abbey castle palace bridge canal railway"
              + " station museum university college school institute society academy committee commission"
              + " service office department ministry court act war battle storm treaty convention prize medal"
              + " award hall park county city town mountain hill valley desert forest reef head sound strait"
              + " channel coast press bank corporation trust council union party club works foundation"
              + " exhibition observatory library hospital hotel theatre theater dam airport fort lens lamp"
              + " system method process engine machine project code law gulf peninsula bureau agency guard"
              + " navy army ship lightship steamer kingdom states republic empire ledge twin lights north south east west");

  /** A described person of such a role is any person that the rest of the description fits. */
  static final Set<String> ROLES =
      set(
          "engineer architect scientist chemist physicist artist nobleman captain officer pioneer king"
              + " queen soldier politician minister merchant doctor lawyer businessman");

  /** Relatives: a sentence about somebody else of the family is no answer. */
  static final Set<String> KIN =
      set(
          "father mother parents son daughter child children wife husband spouse grandson granddaughter"
              + " grandfather grandmother brother sister uncle aunt nephew niece cousin");

  /** Asked-for nouns that a sentence need not repeat: the form of the answer shows them. */
  static final Set<String> SHOWN =
      set("year date day time place location city town village country name person number");

  private static final Set<String> PERSON_ENDINGS_NOT =
      set(
          "tower water river paper order number letter matter power layer corner timber computer server lighter steamer liner parameter container filter");

  private Nouns() {}

  static boolean person(String lower) {
    return PEOPLE.contains(lower)
        || ((lower.endsWith("er") || lower.endsWith("or") || lower.endsWith("ist"))
            && lower.length() > 4
            && !PERSON_ENDINGS_NOT.contains(lower));
  }

  private static Set<String> set(String words) {
    return Set.of(words.trim().split("\\s+"));
  }
}
