package dev.quarry.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private static JobSpec spec(Integer retentionDays) {
    return new JobSpec(
        "q",
        Mode.REACT,
        List.of("web"),
        List.of(),
        "extractive",
        Budget.standard(Mode.REACT),
        Map.of(),
        true,
        true,
        retentionDays);
  }

  @Test
  void specificationThatWasStoredBeforeAskingAndExpiryAsksNothingAndStays() throws Exception {
    JobSpec old =
        JSON.readValue(
            """
            {"question":"q","mode":"REACT","toolsets":["web"],"corpora":[],"model":"extractive",
             "budget":{"rounds":1,"modelCalls":1,"toolCalls":1,"tokens":1000,"wallSeconds":1},
             "metadata":{}}
            """,
            JobSpec.class);

    assertThat(old.clarify()).isFalse();
    assertThat(old.approvePlan()).isFalse();
    assertThat(old.retentionDays()).isNull();
  }

  @Test
  void writtenSpecificationIsReadAsItWas() throws Exception {
    for (Integer days : new Integer[] {null, 1, 3650}) {
      JobSpec spec = spec(days);

      assertThat(JSON.readValue(JSON.writeValueAsString(spec), JobSpec.class)).isEqualTo(spec);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3651})
  void retentionOutOfBoundsIsRefused(int days) {
    assertThatThrownBy(() -> spec(days))
        .hasMessage("retentionDays is %d; accepted are 1 to 3650", days);
  }
}
