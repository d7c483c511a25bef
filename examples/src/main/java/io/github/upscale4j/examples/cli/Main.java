package io.github.upscale4j.examples.cli;

import picocli.CommandLine;

/** Where {@code ./upscale} starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line with our manners: one clear line for what goes wrong. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new UpscaleCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> {
            String command = e.getCommandLine().getCommandSpec().qualifiedName();
            line.getErr().println("upscale: " + e.getMessage() + " (" + command + " --help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }
}
