package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.examples.Programs;
import io.github.upscale4j.examples.video.Ffmpeg;
import io.github.upscale4j.metrics.Psnr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./upscale video} with the ffmpeg that is installed. */
class VideoTest {
    private static final String HINT = "Debian: ffmpeg";

    @TempDir
    Path folder;

    private Path clip;
    private Path result;

    @BeforeEach
    void names() {
        clip = folder.resolve("a clip.mp4");
        result = folder.resolve("large.mp4");
    }

    @Test
    void threeSecondsWithSound() throws Exception {
        clip(clip, "testsrc2=size=64x48:rate=25:duration=3");
        assertThat(Run.of("video", clip, "-o", result, "--scale", 2)).isEqualTo(new Run(0, "", ""));
        assertThat(probe(result, "v", "stream=width,height,avg_frame_rate,nb_frames,pix_fmt,color_space"))
                .isEqualTo(
                        "width=128\nheight=96\npix_fmt=yuv420p\ncolor_space=bt709\navg_frame_rate=25/1\nnb_frames=75\n");
        assertThat(times(result)).hasSize(75).isEqualTo(times(clip));
        assertThat(sound(result)).isEqualTo(sound(clip));
        // what is in it: the first frame, before and after the encoder
        Path before = frame(clip, "before.png");
        assertThat(Psnr.y(
                        Upscaler.upscale(ImageIO.read(before.toFile()), 2),
                        ImageIO.read(frame(result, "after.png").toFile()),
                        0))
                .isGreaterThan(30);
    }

    @Test
    void timestampsStayWhereFramesAreNotEvenlySpaced() throws Exception {
        Path uneven = folder.resolve("uneven.mp4");
        ffmpeg(
                "-f lavfi -i testsrc2=size=32x32:rate=30:duration=2 -f lavfi -i sine=duration=2"
                        + " -vf select='not(eq(mod(n\\,7)\\,3))' -fps_mode vfr -pix_fmt yuv420p OUT",
                uneven);
        // the pictures begin 0.37 s after the sound
        ffmpeg("-itsoffset 0.37 -i " + uneven + " -i " + uneven + " -map 0:v -map 1:a -c copy OUT", clip);
        assertThat(Run.of("video", clip, "-o", result, "--scale", 2, "--method", "nearest"))
                .isEqualTo(new Run(0, "", ""));
        assertThat(times(result)).hasSize(51).isEqualTo(times(clip));
        assertThat(sound(result)).isEqualTo(sound(clip));
        assertThat(probe(result, "a", "stream=start_time")).isEqualTo(probe(clip, "a", "stream=start_time"));
    }

    /** A small film is BT.601 without saying so, its large result BT.709, which it says. */
    @Test
    void coloursStay() throws Exception {
        clip(clip, "color=c=0x3070c0:size=64x48:rate=5:duration=0.4");
        assertThat(Run.of("video", clip, "-o", result, "--scale", 2, "--method", "bicubic")
                        .code())
                .isZero();
        int before = ImageIO.read(frame(clip, "before.png").toFile()).getRGB(20, 20);
        int after = ImageIO.read(frame(result, "after.png").toFile()).getRGB(40, 40);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(after >> shift & 255).isCloseTo(before >> shift & 255, within(3));
        }
    }

    @Test
    void oddSidesAndOtherContainers() throws Exception {
        Path odd = folder.resolve("odd.mkv");
        ffmpeg("-f lavfi -i testsrc=size=33x21:rate=24000/1001:duration=0.5 -pix_fmt gbrp -c:v ffv1 OUT", odd);
        Path large = folder.resolve("large.mkv");
        assertThat(Run.of("video", odd, "-o", large, "--scale", 3, "--method", "bicubic")
                        .code())
                .isZero();
        assertThat(probe(large, "v", "stream=width,height,avg_frame_rate,pix_fmt"))
                .isEqualTo("width=99\nheight=63\npix_fmt=yuv444p\navg_frame_rate=24000/1001\n");
        assertThat(times(large)).isEqualTo(times(odd));
    }

    @Test
    void cancelledItLeavesNothing() throws Exception {
        clip(clip, "testsrc2=size=320x240:rate=25:duration=30");
        CompletableFuture<Run> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> ended.complete(Run.of("video", clip, "-o", result, "--scale", 2)));
        thread.start();
        while (files().size() < 2) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(50);
        }
        thread.interrupt();
        assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo(new Run(1, "", "upscale: " + clip + ": cancelled\n"));
        assertThat(files()).containsExactly("a clip.mp4");
        assertThat(ProcessHandle.current().descendants().filter(VideoTest::isFfmpeg))
                .isEmpty();
    }

    private static boolean isFfmpeg(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("ffmpeg");
    }

    @Test
    void whatGoesWrongIsSaidInOneLine() throws Exception {
        clip(clip, "testsrc2=size=32x32:rate=5:duration=1");
        assertThat(Run.of("video", clip, "-o", result, "--codec", "nonsense"))
                .isEqualTo(
                        new Run(1, "", "upscale: " + clip + ": ffmpeg cannot write it: Unknown encoder 'nonsense'\n"));
        assertThat(Run.of("video", folder.resolve("none.mp4"), "-o", result))
                .isEqualTo(new Run(1, "", "upscale: " + folder.resolve("none.mp4") + ": no such file\n"));
        Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
        assertThat(Run.of("video", text, "-o", result))
                .isEqualTo(new Run(1, "", "upscale: " + text + ": Invalid data found when processing input\n"));
        Path tone = folder.resolve("tone.m4a");
        ffmpeg("-f lavfi -i sine=duration=1 OUT", tone);
        assertThat(Run.of("video", tone, "-o", result))
                .isEqualTo(new Run(1, "", "upscale: " + tone + ": there is no video in it\n"));
        assertThat(files()).containsExactlyInAnyOrder("a clip.mp4", "text.mp4", "tone.m4a");
    }

    @Test
    void theCommandLineIsCheckedFirst() throws IOException {
        Files.writeString(clip, "");
        for (String options : List.of(
                "-o large.gif",
                "-o none/large.mp4",
                "-o IN",
                "-o OUT --scale 0",
                "-o OUT --scale 2 --size 4x4",
                "-o OUT --crf 52",
                "")) {
            List<Object> args = new ArrayList<>(List.of("video", clip));
            Stream.of(options.split(" "))
                    .filter(arg -> !arg.isEmpty())
                    .map(arg -> arg.replace("IN", clip.toString())
                            .replace("OUT", result.toString())
                            .replace("none/", folder + "/none/"))
                    .forEach(args::add);
            Run run = Run.of(args.toArray());
            assertThat(run.code()).as(options).isEqualTo(2);
            assertThat(run.err()).as(options).startsWith("upscale: ").containsOnlyOnce("\n");
        }
    }

    @Test
    void withoutFfmpegItSaysHowToGetIt() {
        assertThatIOException()
                .isThrownBy(() -> Ffmpeg.find(folder.toString()))
                .withMessageStartingWith("no ffmpeg on the PATH")
                .withMessageContaining("apt install ffmpeg");
    }

    // --- helpers

    private void clip(Path file, String pictures) throws Exception {
        ffmpeg(
                "-f lavfi -i " + pictures + " -f lavfi -i sine=frequency=440:duration=3 -pix_fmt yuv420p -c:a aac OUT",
                file);
    }

    private static void ffmpeg(String arguments, Path output) throws Exception {
        Path program = Programs.require(HINT, "ffmpeg");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-v", "error", "-nostdin"));
        for (String argument : arguments.split(" ")) {
            command.add(argument.equals("OUT") ? output.toString() : argument);
        }
        assertThat(run(command)).isEmpty();
    }

    private static String probe(Path file, String stream, String entries) throws Exception {
        Path program = Programs.require(HINT, "ffprobe");
        return run(List.of(
                program.toString(),
                "-v",
                "error",
                "-select_streams",
                stream + ":0",
                "-show_entries",
                entries,
                "-of",
                "default=noprint_wrappers=1",
                file.toString()));
    }

    /** Of the frames, in seconds. */
    private static List<String> times(Path video) throws Exception {
        return probe(video, "v", "frame=best_effort_timestamp_time")
                .lines()
                .filter(line -> line.startsWith("best_effort"))
                .toList();
    }

    /** A sum over the coded sound. */
    private static String sound(Path video) throws Exception {
        Path program = Programs.require(HINT, "ffmpeg");
        return run(List.of(
                program.toString(),
                "-v",
                "error",
                "-i",
                video.toString(),
                "-map",
                "0:a",
                "-c",
                "copy",
                "-f",
                "md5",
                "-"));
    }

    private Path frame(Path video, String name) throws Exception {
        Path file = folder.resolve(name);
        ffmpeg("-i VIDEO -frames:v 1 OUT".replace("VIDEO", link(video)), file);
        return file;
    }

    /** The same under a name without blanks. */
    private String link(Path video) throws IOException {
        Path plain = folder.resolve(video.getFileName().toString().replace(' ', '-'));
        return (Files.exists(plain) ? plain : Files.copy(video, plain)).toString();
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
