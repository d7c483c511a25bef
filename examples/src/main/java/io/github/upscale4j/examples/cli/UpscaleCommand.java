package io.github.upscale4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        description = "Makes pictures larger with a neural network or a classical resampler.",
        footer = {
            "",
            "Exit code: 0 if every picture was written, 1 if one was not, 2 if the command line is wrong.",
            "UPSCALE4J_JAVA_OPTS holds flags for Java, as in UPSCALE4J_JAVA_OPTS=-Xmx8g."
        })
final class UpscaleCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Pictures: PNG, JPEG, BMP, TIFF, GIF (first frame).")
    private List<Path> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description =
                    "The picture to write, .png or .jpg (quality 95); or a folder that exists, for NAME.png of each"
                            + " INPUT. Several INPUTs need a folder.")
    private Path output;

    @ArgGroup
    private Wish wish = new Wish();

    /** Without either: the model's own scale, or 4. */
    static final class Wish {
        @Option(names = "--scale", paramLabel = "N", description = "How many times as wide and high, from 1 to 16.")
        private Integer scale;

        @Option(
                names = "--size",
                paramLabel = "WxH",
                converter = Converters.Size.class,
                description = "The result's size in pixels, as in 1920x1080; proportions are not kept.")
        private Dimensions size;
    }

    @Option(
            names = "--model",
            paramLabel = "FILE|natural|faithful",
            description =
                    "A checkpoint (.pth, .pt, .safetensors), or an embedded model: natural (default) cleans photos and"
                            + " draws crisp edges, faithful stays closest to the truth.")
    private String model;

    @Option(
            names = "--option",
            paramLabel = "name=value",
            description = "A hyper-parameter that the FILE does not hold, as in act_type=leakyrelu.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "model (default), or without a network: nearest, bilinear, bicubic, lanczos.")
    private Method method = Method.MODEL;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "auto (default), cpu, cpu-vector, cpu-scalar; --info lists what is usable here.")
    private String backend;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a processor.")
    private Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "512M",
            converter = Converters.Bytes.class,
            description =
                    "Working memory beside the pictures and weights, in bytes or with K, M or G. Default: a quarter"
                            + " of Java's heap. Less gives the same picture.")
    private Long memory;

    @Option(names = "--info", description = "Describe the model and the backends; INPUT may be left out.")
    private boolean info;

    @Option(names = "--quiet", description = "No progress bar.")
    private boolean quiet;

    @Option(names = "--debug", description = "Stack traces with errors.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        check();
        List<Job> jobs;
        try {
            jobs = inputs.isEmpty() ? List.of() : Job.of(inputs, output);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        try (ProgressLine progress = new ProgressLine(!quiet);
                Enlarger enlarger = enlarger(progress)) {
            if (info) {
                enlarger.describe(spec.commandLine().getOut());
                spec.commandLine().getOut().flush();
            }
            int code = ExitCode.OK;
            for (Job job : jobs) {
                code = Math.max(code, run(job, enlarger, progress));
            }
            return code;
        } catch (IOException | IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
            return complain("", e);
        }
    }

    private void check() {
        if (inputs.isEmpty() && !info) {
            throw wrong("no INPUT");
        }
        if (!inputs.isEmpty() && output == null) {
            throw wrong("no OUTPUT: -o OUTPUT says where the result goes");
        }
        if (wish.scale != null && (wish.scale < 1 || wish.scale > Enlarger.MAX_SCALE)) {
            throw wrong("--scale: from 1 to " + Enlarger.MAX_SCALE + ", got " + wish.scale);
        }
        if (threads != null && threads < 1) {
            throw wrong("--threads: at least 1, got " + threads);
        }
        if (method != Method.MODEL && (model != null || backend != null || threads != null || memory != null)) {
            throw wrong(
                    "--method " + method + " uses no network: leave out --model, --backend, --threads and --memory");
        }
        if (!options.isEmpty() && !NetworkEnlarger.isFile(model)) {
            throw wrong("--option goes with --model FILE; the embedded models have none");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Enlarger enlarger(ProgressLine progress) throws IOException {
        return method == Method.MODEL
                ? NetworkEnlarger.open(model, options, backend, threads, memory, progress)
                : new ClassicalEnlarger(method);
    }

    private int run(Job job, Enlarger enlarger, ProgressLine progress) {
        try {
            BufferedImage picture = ImageFiles.read(job.input());
            Dimensions size = size(picture, enlarger);
            job.format().check(picture, size);
            progress.begin(job.input().getFileName().toString());
            BufferedImage large;
            try {
                large = enlarger.enlarge(picture, size.width(), size.height());
            } finally {
                progress.end();
            }
            ImageFiles.write(large, job.format(), job.output());
            return ExitCode.OK;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return complain(job.input() + ": ", e);
        }
    }

    private Dimensions size(BufferedImage picture, Enlarger enlarger) {
        if (wish.size != null) {
            return wish.size;
        }
        int scale = wish.scale != null ? wish.scale : enlarger.scale();
        return Dimensions.of((long) picture.getWidth() * scale, (long) picture.getHeight() * scale);
    }

    private int complain(String about, Throwable e) {
        String reason = Complaint.of(e);
        // most messages of IO name the file already
        String line = !about.isEmpty() && reason.startsWith(about) ? reason : about + reason;
        spec.commandLine().getErr().println("upscale: " + line);
        if (debug) {
            e.printStackTrace(spec.commandLine().getErr());
        }
        spec.commandLine().getErr().flush();
        return ExitCode.SOFTWARE;
    }
}
