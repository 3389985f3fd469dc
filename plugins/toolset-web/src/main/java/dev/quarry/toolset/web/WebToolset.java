package dev.quarry.toolset.web;

import dev.quarry.sdk.Tool;
import dev.quarry.sdk.Toolset;
import java.util.List;
import org.pf4j.Extension;

/** The toolset {@code web}: finding pages and reading them for a purpose. */
@Extension
public final class WebToolset implements Toolset {
  private final PageParser parser = new PageParser();
  private final List<Tool<?>> tools = List.of(new SearchTool(), new VisitTool(parser));

  @Override
  public String name() {
    return "web";
  }

  @Override
  public String description() {
    return "Searches the sources of the job and reads pages for a goal.";
  }

  @Override
  public List<Tool<?>> tools() {
    return tools;
  }

  @Override
  public void close() {
    parser.close();
  }
}
