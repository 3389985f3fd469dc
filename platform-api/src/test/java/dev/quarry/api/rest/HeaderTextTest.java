package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
  @Test
  void plainTextStaysAndOtherIsEncoded() {
    assertThat(HeaderText.text("A title, 100% plain")).isEqualTo("A title, 100% plain");
    assertThat(HeaderText.text("Größe")).isEqualTo("UTF-8''Gr%C3%B6%C3%9Fe");
    assertThat(HeaderText.text("a\r\nSet-Cookie: b")).isEqualTo("UTF-8''a%0D%0ASet-Cookie%3A%20b");
    assertThat(HeaderText.text("UTF-8''x")).isEqualTo("UTF-8''UTF-8%27%27x");
    assertThat(HeaderText.url("http://a/ä?x=1&y=%20#z")).isEqualTo("http://a/%C3%A4?x=1&y=%20#z");
  }

  @Property
  void noTextLeavesItsHeader(@ForAll String text) {
    assertThat(HeaderText.text(text)).matches("[\\x20-\\x7e]*");
    assertThat(HeaderText.url(text)).matches("[\\x21-\\x7e]*");
  }
}
