package io.github.upscale4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./upscale compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        description = "Writes one HTML file that shows two pictures under a divider; all it needs is in it.")
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "On the left.")
    private Path before;

    @Parameters(index = "1", paramLabel = "B", description = "On the right. If one is smaller, it is enlarged.")
    private Path after;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PAGE.html",
            required = true,
            description = "The file to write.")
    private Path page;

    @Mixin
    private CompareOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            CompareOptions.check(page);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            options.write(before, after, page);
            return 0;
        } catch (IOException | IllegalArgumentException | OutOfMemoryError e) {
            spec.commandLine().getErr().println("upscale: " + Complaint.of(e));
            spec.commandLine().getErr().flush();
            return 1;
        }
    }
}
