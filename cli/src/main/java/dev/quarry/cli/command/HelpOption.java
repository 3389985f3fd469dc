package dev.quarry.cli.command;

import picocli.CommandLine.Option;

/** {@code --help}, on each command. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
