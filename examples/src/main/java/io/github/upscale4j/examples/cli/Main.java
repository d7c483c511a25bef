package io.github.upscale4j.examples.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** Where {@code ./upscale} starts. */
public final class Main {
    /** Java holds loggers weakly, and with them their levels. */
    private static final Logger BACKENDS = Logger.getLogger("io.github.upscale4j.Backends");

    private Main() {}

    public static void main(String[] args) {
        // that there is no GPU is nothing to say with every picture; --info does
        BACKENDS.setLevel(Level.WARNING);
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
