package io.github.upscale4j.converter.cli;

import picocli.CommandLine;

/** Where {@code ./convert} starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with our manners: one clear line for what goes wrong. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new ConvertCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> {
            line.getErr().println("convert: " + e.getMessage() + " (./convert --help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }
}
