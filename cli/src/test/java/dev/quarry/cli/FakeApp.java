package dev.quarry.cli;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Plays platform-api or agent-runner as a process; which one, its jar's folder says. */
final class FakeApp {
  private FakeApp() {}

  /** A folder like that of an installation, in which both applications are this class. */
  static Path install(Path root) throws Exception {
    for (String app : new String[] {"platform-api", "agent-runner"}) {
      Path folder = Files.createDirectories(root.resolve(app).resolve("target/quarkus-app"));
      Manifest manifest = new Manifest();
      Attributes main = manifest.getMainAttributes();
      main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      main.put(Attributes.Name.MAIN_CLASS, FakeApp.class.getName());
      main.put(Attributes.Name.CLASS_PATH, classPath());
      new JarOutputStream(Files.newOutputStream(folder.resolve("quarkus-run.jar")), manifest)
          .close();
    }
    Path zip = root.resolve("plugins/toolset-web/target/toolset-web.zip");
    Files.createDirectories(zip.getParent());
    Files.writeString(zip, "");
    Path sample = Files.createDirectories(root.resolve("local-stack/sample-corpus"));
    Files.writeString(sample.resolve("a.md"), "# A\n");
    return root;
  }

  private static String classPath() {
    StringBuilder urls = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      urls.append(Path.of(entry).toUri()).append(' ');
    }
    return urls.toString();
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    boolean api = System.getProperty("java.class.path").contains("platform-api");
    String name = api ? "platform-api" : "agent-runner";
    Path key = Path.of(env.get("QUARRY_API_BOOTSTRAP_KEY_FILE"));
    Path home = key.getParent();
    if (name.equals(env.get("FAKE_FAILS"))) {
      System.out.println("the fake was told to fail");
      System.exit(7);
    }
    StringBuilder seen = new StringBuilder();
    env.forEach((variable, value) -> seen.append(variable).append('=').append(value).append('\n'));
    Files.writeString(home.resolve(name + ".env"), seen);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> FakeBackends.note(home, name + " stopped")));
    ProcessHandle.of(Long.parseLong(env.get("QUARRY_PARENT_PID")))
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    if (api) {
      Files.writeString(key, FakePlatform.KEY + "\n");
      FakePlatform platform = new FakePlatform(Integer.parseInt(env.get("QUARRY_API_PORT")));
      platform.hangs = env.containsKey("FAKE_HANGS");
    } else {
      ready(Integer.parseInt(env.get("QUARRY_RUNNER_PORT")));
    }
    FakeBackends.note(home, name + " started");
    Thread.currentThread().join();
  }

  private static void ready(int port) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }
}
