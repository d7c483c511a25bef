package io.github.upscale4j.examples.cli;

import io.github.upscale4j.examples.video.Ffmpeg;
import io.github.upscale4j.examples.video.VideoFile;
import io.github.upscale4j.examples.video.VideoInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./upscale video}. */
@Command(
        name = "video",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Makes a video larger, frame by frame, with its sound, frame rate and timestamps; ffmpeg (5.1 or"
                + " newer, with ffprobe) reads and writes it and must be on the PATH.")
final class VideoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INPUT", description = "Whatever ffmpeg reads.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            required = true,
            description = "The file to write: .mp4, .m4v, .mov or .mkv. It appears whole or not at all.")
    private Path output;

    @Option(names = "--scale", paramLabel = "N", description = "How many times as wide and high. Default: the model's.")
    private Integer scale;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Converters.Size.class,
            description = "The result's size in pixels, as in 1920x1080.")
    private Dimensions size;

    @Option(names = "--codec", paramLabel = "NAME", description = "ffmpeg's encoder. Default: libx264.")
    private String codec = "libx264";

    @Option(
            names = "--crf",
            paramLabel = "N",
            description = "How good the encoder is to be, 0 best, 51 worst. Default: 16.")
    private int crf = 16;

    @ArgGroup(validate = false, heading = "%nHow it is computed:%n")
    private NetworkOptions network = new NetworkOptions();

    @Option(names = "--quiet", description = "No progress bar.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try {
            run();
            return 0;
        } catch (CancellationException | InterruptedException e) {
            return complain(input + ": cancelled");
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            String reason = Complaint.of(e);
            return complain(reason.startsWith(input.toString()) ? reason : input + ": " + reason);
        }
    }

    private int complain(String line) {
        spec.commandLine().getErr().println("upscale: " + line);
        spec.commandLine().getErr().flush();
        return 1;
    }

    private void check() {
        ResultOptions.check(scale, size);
        if (crf < 0 || crf > 51) {
            throw new IllegalArgumentException("--crf: from 0 to 51, got " + crf);
        }
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (Stream.of(".mp4", ".m4v", ".mov", ".mkv").noneMatch(name::endsWith)) {
            throw new IllegalArgumentException(output + ": a video is written as .mp4, .m4v, .mov or .mkv");
        }
        Path folder = output.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(output + ": there is no folder " + folder);
        }
        if (Inputs.same(input, output)) {
            throw new IllegalArgumentException(output + " is itself the INPUT and would be overwritten");
        }
        network.check();
    }

    private void run() throws IOException, InterruptedException {
        Ffmpeg ffmpeg = Ffmpeg.find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
        VideoFile video = new VideoFile(input, ffmpeg);
        VideoInfo info = video.info();
        String name = output.getFileName().toString();
        try (PartFile part = new PartFile(output, name.substring(name.lastIndexOf('.')), video::stop);
                ProgressLine progress = new ProgressLine(!quiet);
                Means means = network.open(frame -> {})) {
            progress.begin(
                    String.valueOf(input.getFileName()),
                    new Dimensions(info.width(), info.height()),
                    ResultOptions.of(new Dimensions(info.width(), info.height()), scale, size, means.scale()),
                    Optional::empty);
            video.enlarge(
                    means.enlarger(),
                    (width, height) -> {
                        Dimensions to = ResultOptions.of(new Dimensions(width, height), scale, size, means.scale());
                        return new VideoFile.Size(to.width(), to.height());
                    },
                    new VideoFile.Encoding(codec, crf),
                    part.path(),
                    progress);
            part.commit();
        }
    }
}
