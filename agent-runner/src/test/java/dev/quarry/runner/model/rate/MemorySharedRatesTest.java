package dev.quarry.runner.model.rate;

import java.time.Duration;

class MemorySharedRatesTest extends SharedRatesContract {
  private final VirtualTime time = new VirtualTime();
  private final SharedRates rates = new MemorySharedRates(time);

  @Override
  SharedRates rates() {
    return rates;
  }

  @Override
  void pass(Duration by) {
    time.pass(by);
  }
}
