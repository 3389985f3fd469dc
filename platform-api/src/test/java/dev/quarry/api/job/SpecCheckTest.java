package dev.quarry.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.catalogue.Catalogue;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Schedule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecCheckTest {
  private static Integer retention(Integer asked, Integer installation) {
    JobRequest request =
        new JobRequest(
            "q",
            Mode.REACT,
            List.of("web"),
            List.of(),
            "m",
            Budget.standard(Mode.REACT),
            Map.of(),
            false,
            false,
            asked,
            null,
            Schedule.PLAIN,
            "hash");
    Catalogue offered =
        new Catalogue(
            List.of(new Catalogue.ToolsetOffer("web", null, null, null, null)),
            null,
            null,
            List.of(Mode.REACT.id()),
            List.of(new Catalogue.ModelOffer("m", null, null, null, true, true, null, null)),
            null);
    return SpecCheck.resolve(request, offered, List.of(), installation).retentionDays();
  }

  @Test
  void clientsRetentionGoesBeforeTheInstallationsAndWithoutEitherAJobStays() {
    assertThat(retention(5, 30)).isEqualTo(5);
    assertThat(retention(null, 30)).isEqualTo(30);
    assertThat(retention(null, null)).isNull();
  }
}
