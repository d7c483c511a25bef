package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UpscaleCommandTest {
    @TempDir
    Path folder;

    private Path input;

    @BeforeEach
    void picture() throws IOException {
        input = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 24, 16), folder.resolve("in put.png"));
    }

    @Test
    void enlargesByTheModelsOwnScale() throws IOException {
        Path output = folder.resolve("out.png");
        assertThat(Run.of(input, "-o", output)).isEqualTo(new Run(0, "", ""));
        assertSize(output, 96, 64);
        assertThat(files()).containsExactly("in put.png", "out.png");
    }

    @ParameterizedTest
    @CsvSource({
        "--scale, 1, 24, 16",
        "--scale, 2, 48, 32",
        "--scale, 3, 72, 48",
        "--scale, 5, 120, 80",
        "--size, 50x20, 50, 20"
    })
    void enlargesToWhatIsAskedFor(String option, String value, int width, int height) throws IOException {
        for (String method : List.of("model", "bicubic")) {
            Path output = folder.resolve(method + ".png");
            assertThat(Run.of(input, "-o", output, option, value, "--method", method))
                    .isEqualTo(new Run(0, "", ""));
            assertSize(output, width, height);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearest", "bilinear", "bicubic", "LANCZOS"})
    void enlargesClassically(String method) throws IOException {
        Path output = folder.resolve("out.png");
        assertThat(Run.of(input, "-o", output, "--method", method).code()).isZero();
        assertSize(output, 96, 64);
    }

    @Test
    void theSettingsReachTheLibrary() {
        Path output = folder.resolve("out.png");
        Run run = Run.of(
                input,
                "-o",
                output,
                "--model",
                "faithful",
                "--backend",
                "cpu-scalar",
                "--threads",
                1,
                "--memory",
                "64M",
                "--info");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("faithful: SRVGGNetCompact x4").contains("cpu-scalar (1 thread");
        assertThat(output).exists();
        assertThat(Run.of(input, "-o", output, "--memory", "1K").err())
                .startsWith("upscale: " + input + ": a picture 24 pixels wide needs at least")
                .containsOnlyOnce("\n");
        assertThat(Run.of(input, "-o", output, "--backend", "abacus").err())
                .startsWith("upscale: no backend 'abacus'")
                .containsOnlyOnce("\n");
    }

    @Test
    void describesWithoutInput() {
        Run run = Run.of("--info");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("natural: SRVGGNetCompact x4, 3 to 3 channels")
                .contains("cpu-vector")
                .contains("cpu-scalar   usable");
    }

    @Test
    void listsDevicesOrSaysWhyThereAreNone() {
        Run run = Run.of("--devices");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("opencl:\\d+\\.\\d+ .+, driver .+") || line.startsWith("no OpenCL "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IN",
                "IN -o OUT --scale 0",
                "IN -o OUT --scale 17",
                "IN -o OUT --scale 2 --size 4x4",
                "IN -o OUT --size 4",
                "IN -o OUT --size 0x4",
                "IN -o OUT --memory much",
                "IN -o OUT --memory 0",
                "IN -o OUT --threads 0",
                "IN -o OUT --method magic",
                "IN -o OUT --method bicubic --model natural",
                "IN -o OUT --option act_type=relu",
                "IN -o OUT.webp",
                "IN -o OUT --quality 0",
                "IN -o OUT --quality 101",
                "IN -o OUT --max-pixels 0",
                "IN -o OUT --max-pixels many",
                "IN -o OUT --format gif",
                "IN -o OUT --alpha none",
                "IN -o OUT --method bicubic --self-ensemble",
                "*.nothing -o OUT.folder",
                "IN -o OUT/nowhere/out.png",
                "IN IN -o OUT",
                "IN -o IN",
                "IN --unknown",
                "IN -o OUT --serve",
                "IN -o OUT --port 80",
                "--serve --port 65536",
                "--serve --models OUT.folder",
                "--serve --model OUT.pth",
                "--serve --method bicubic"
            })
    void saysWhatIsWrongWithTheCommandLine(String line) throws IOException {
        Object[] args = Stream.of(line.split(" "))
                .filter(arg -> !arg.isEmpty())
                .map(arg -> arg.replace("IN", input.toString())
                        .replace("OUT", folder.resolve("out.png").toString()))
                .toArray();
        Run run = Run.of(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("upscale: ").containsOnlyOnce("\n");
        assertThat(files()).containsExactly("in put.png");
    }

    @Test
    void severalGoToAFolderUnderTheirNames() throws IOException {
        Path photo = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 8, 8), folder.resolve("photo.v2.jpg"));
        Path results = Files.createDirectory(folder.resolve("results"));
        assertThat(Run.of(input, photo, "-o", results).code()).isZero();
        assertSize(results.resolve("in put.png"), 96, 64);
        assertSize(results.resolve("photo.v2.png"), 32, 32);
    }

    @Test
    void refusesTwoResultsOfOneName() throws IOException {
        Path twin = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 8, 8), folder.resolve("in put.jpg"));
        Path results = Files.createDirectory(folder.resolve("results"));
        Run run = Run.of(input, twin, "-o", results);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("would both become");
    }

    @Test
    void oneBrokenFileDoesNotStopTheRest() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        Path missing = folder.resolve("missing.png");
        Path results = Files.createDirectory(folder.resolve("results"));
        Run run = Run.of(broken, missing, input, "-o", results);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly(
                        "upscale: " + broken
                                + ": not a picture of a known format (PNG, JPEG, WebP, TIFF, BMP, GIF), whatever its name",
                        "upscale: " + missing + ": no such file",
                        "upscale: 1 written, 2 failed: " + broken + ", " + missing);
        assertSize(results.resolve("in put.png"), 96, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void refusesHalfAPicture(String format) throws IOException {
        Path whole = Samples.write(Samples.noise(40, 40), folder.resolve("whole." + format));
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(folder.resolve("half." + format), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Path output = folder.resolve("out.png");
        assertThat(Run.of(whole, "-o", output, "--method", "nearest").code()).isZero();
        Files.delete(output);
        Run run = Run.of(half, "-o", output, "--method", "nearest");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("upscale: " + half + ": ").containsOnlyOnce("\n");
        assertThat(output).doesNotExist();
    }

    @Test
    void servesUntilItIsEnded() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true));
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread thread = new Thread(() -> code.complete(line.execute("--serve", "--port", "0", "--max-pixels", "1M")));
        thread.start();
        while (out.toString().isEmpty()) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(20);
        }
        thread.interrupt();
        assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
        assertThat(out.toString()).matches("upscale4j: open http://127.0.0.1:\\d+/ in your browser; Ctrl-C ends it\\n");
    }

    @Test
    void whatKeepsThePageFromStartingIsSaid() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = Run.of("--serve", "--port", taken.getLocalPort());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "upscale: port " + taken.getLocalPort() + " is taken; --port 0 takes one that is free\n");
        }
        Run run = Run.of("--serve", "--port", 0, "--backend", "abacus");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("upscale: no backend 'abacus'; there are ")
                .containsOnlyOnce("\n");
    }

    @Test
    void aStackTraceOnlyWhenAskedFor() {
        Path missing = folder.resolve("missing.png");
        assertThat(Run.of(missing, "-o", folder).err()).doesNotContain("\tat ");
        assertThat(Run.of(missing, "-o", folder, "--debug").err()).contains("\tat ");
    }

    @Test
    void aModelThatCannotBeUsedIsNamed() throws IOException {
        Path model = Files.writeString(folder.resolve("model.pth"), "no model");
        Run run = Run.of(input, "-o", folder.resolve("out.png"), "--model", model);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("upscale: ").contains("model.pth").containsOnlyOnce("\n");
        Run missing = Run.of(input, "-o", folder.resolve("out.png"), "--model", folder.resolve("other.pth"));
        assertThat(missing.err()).isEqualTo("upscale: " + folder.resolve("other.pth") + ": no such file\n");
    }

    @Test
    void theProgramItselfEndsWithItsExitCode() throws Exception {
        Path output = folder.resolve("out.png");
        assertThat(program(input.toString(), "-o", output.toString())).isZero();
        assertSize(output, 96, 64);
        assertThat(program("missing.png", "-o", output.toString())).isEqualTo(1);
        assertThat(program()).isEqualTo(2);
    }

    private int program(String... args) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).doesNotContain("\tat ").doesNotContain("%");
        return process.exitValue();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertSize(Path file, int width, int height) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }
}
