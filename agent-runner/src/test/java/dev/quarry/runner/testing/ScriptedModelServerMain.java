package dev.quarry.runner.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The scripted server as a process: {@code --port P} (default: a free one) and {@code --script
 * FILE.json}. Prints {@code listening on URL} and stays until it is ended.
 */
public final class ScriptedModelServerMain {
  private ScriptedModelServerMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int port = 0;
    ReplyScript script = ReplyScript.inOrder();
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--port" -> port = Integer.parseInt(args[i + 1]);
        case "--script" ->
            script = ScriptFile.parse(new ObjectMapper().readTree(new File(args[i + 1])));
        default ->
            throw new IllegalArgumentException(
                "unknown option " + args[i] + "; there are --port P and --script FILE.json");
      }
    }
    try (ScriptedModelServer server = ScriptedModelServer.start(port, script)) {
      System.out.println("listening on " + server.baseUrl());
      new CountDownLatch(1).await();
    }
  }
}
