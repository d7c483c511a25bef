package io.github.upscale4j.examples.cli;

import io.github.upscale4j.files.PictureFile;
import io.github.upscale4j.files.UpscaleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options, and the way from them to enlarged pictures. */
@Command(
        name = "./upscale",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpAutoWidth = true,
        subcommands = {CompareCommand.class, VideoCommand.class},
        description = "Makes pictures larger with a neural network or a classical resampler.",
        footer = {
            "",
            "Alpha, 16 bits, EXIF, ICC profile and density are kept where the format has them.",
            "Exit code: 0 if every picture was written, 1 if one was not, 2 if the command line is wrong.",
            "UPSCALE4J_JAVA_OPTS holds flags for Java, as in UPSCALE4J_JAVA_OPTS=-Xmx8g."
        })
final class UpscaleCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description =
                    "Pictures: PNG, JPEG, WebP, TIFF, BMP, GIF (first frame); folders, with all below; patterns, as in"
                            + " 'photos/**.jpg'.")
    private List<String> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description =
                    "The file to write, .png, .jpg or .tif; or a folder, for NAME.png of each INPUT, in the same folders"
                            + " below. Several INPUTs need a folder that exists; for a folder or pattern it is made.")
    private Path output;

    @ArgGroup(validate = false, heading = "%nResults:%n")
    private ResultOptions results = new ResultOptions();

    @ArgGroup(validate = false, heading = "%nHow it is computed:%n")
    private NetworkOptions network = new NetworkOptions();

    @ArgGroup(validate = false, heading = "%nA page beside it, to compare:%n")
    private Compared compared = new Compared();

    static final class Compared {
        @Option(
                names = "--compare",
                paramLabel = "PAGE.html",
                description = "One HTML file that shows INPUT and OUTPUT under a divider; for one INPUT.")
        private Path page;

        @ArgGroup(validate = false)
        private CompareOptions options = new CompareOptions();
    }

    @ArgGroup(validate = false, heading = "%nA page instead:%n")
    private ServeOptions serve = new ServeOptions();

    @ArgGroup(validate = false, heading = "%nWhat is shown:%n")
    private Shown shown = new Shown();

    static final class Shown {
        @Option(names = "--info", description = "Describe the model and the backends; INPUT may be left out.")
        private boolean info;

        @Option(names = "--devices", description = "List the OpenCL devices: platform, memory, driver; and end.")
        private boolean devices;

        @Option(names = "--quiet", description = "No progress bar, no estimate of time, no summary.")
        private boolean quiet;

        @Option(names = "--debug", description = "Stack traces with errors.")
        private boolean debug;
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (shown.devices) {
            Means.describeDevices(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        List<Job> jobs;
        try {
            check();
            jobs = inputs.isEmpty() ? List.of() : Job.of(inputs, output, results.format());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        } catch (IOException e) {
            return complain("", e);
        }
        if (serve.wanted) {
            return serve();
        }
        try (ProgressLine progress = new ProgressLine(!shown.quiet);
                Means means = network.open(progress)) {
            if (shown.info) {
                means.describe(spec.commandLine().getOut());
                spec.commandLine().getOut().flush();
            }
            Summary summary = new Summary();
            for (Job job : jobs) {
                run(job, means, progress, summary);
            }
            if (jobs.size() > 1 && !(shown.quiet && summary.isGood())) {
                say(summary.toString());
            }
            return summary.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException | IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
            return complain("", e);
        }
    }

    private void check() {
        serve.check();
        if (serve.wanted && !(inputs.isEmpty() && output == null)) {
            throw new IllegalArgumentException("--serve takes its pictures from the page: leave out INPUT and OUTPUT");
        }
        if (inputs.isEmpty() && !shown.info && !serve.wanted) {
            throw new IllegalArgumentException("no INPUT");
        }
        if (!inputs.isEmpty() && output == null) {
            throw new IllegalArgumentException("no OUTPUT: -o OUTPUT says where the result goes");
        }
        if (compared.page == null && compared.options.isGiven()) {
            throw new IllegalArgumentException("--truth and --baseline go with --compare");
        }
        if (compared.page != null) {
            if (inputs.size() != 1 || Inputs.isMany(inputs.get(0))) {
                throw new IllegalArgumentException("--compare goes with one INPUT");
            }
            CompareOptions.check(compared.page);
        }
        results.check();
        network.check();
        if (serve.wanted) {
            network.pageModel();
        }
    }

    private int serve() {
        try {
            serve.run(network, results, spec.commandLine().getOut());
            return ExitCode.OK;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return complain("", e);
        }
    }

    private void run(Job job, Means means, ProgressLine progress, Summary summary) {
        if (results.resume && Files.exists(job.output())) {
            summary.skipped();
            return;
        }
        UpscaleFiles files = results.files();
        try {
            PictureFile picture = files.read(job.input());
            Dimensions from =
                    new Dimensions(picture.image().getWidth(), picture.image().getHeight());
            Dimensions to = results.of(from, means.scale());
            files.check(picture, to.width(), to.height(), job.output());
            if (compared.page != null) {
                compared.options.check(to);
            }
            Files.createDirectories(job.output().toAbsolutePath().getParent());
            progress.begin(job.input().getFileName().toString(), from, to, () -> means.estimate(from, to));
            try {
                files.write(picture, means.enlarger(), to.width(), to.height(), job.output());
            } finally {
                progress.end();
            }
            summary.written();
            if (compared.page != null) {
                compared.options.write(job.input(), job.output(), compared.page);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            complain(job.input() + ": ", e);
            summary.failed(job.input());
        }
    }

    private int complain(String about, Throwable e) {
        String reason = Complaint.of(e);
        // most messages of IO name the file already
        say(!about.isEmpty() && reason.startsWith(about) ? reason : about + reason);
        if (shown.debug) {
            PrintWriter err = spec.commandLine().getErr();
            e.printStackTrace(err);
            err.flush();
        }
        return ExitCode.SOFTWARE;
    }

    private void say(String line) {
        spec.commandLine().getErr().println("upscale: " + line);
        spec.commandLine().getErr().flush();
    }
}
