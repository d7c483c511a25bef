package io.github.upscale4j.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The programs that people copy, run as they are. */
class ProgramsTest {
    private static final Path PICTURE = Path.of("..", "docs", "small.jpg");
    private static final Path MODEL = Path.of(
            "..", "core", "src", "main", "resources", "io", "github", "upscale4j", "models", "faithful.safetensors");

    @TempDir
    Path folder;

    @Test
    void oneLine() throws IOException {
        Path large = folder.resolve("large.png");
        OneLine.main(new String[] {PICTURE.toString(), large.toString()});
        assertSize(large, 420);
    }

    @Test
    void ownModel() throws IOException {
        Path large = folder.resolve("large.png");
        OwnModel.main(new String[] {MODEL.toString(), PICTURE.toString(), large.toString()});
        assertSize(large, 420);
        assertThatIOException()
                .isThrownBy(
                        () -> OwnModel.main(new String[] {PICTURE.toString(), PICTURE.toString(), large.toString()}))
                .withMessageContaining("is damaged, or no weights file");
    }

    @Test
    void batch() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.copy(PICTURE, pictures.resolve("a.jpg"));
        Files.writeString(pictures.resolve("b.txt"), "no picture");
        Files.copy(PICTURE, pictures.resolve("c.jpg"));
        Path results = folder.resolve("results");
        Batch.main(new String[] {pictures.toString(), results.toString()});
        try (Stream<Path> files = Files.list(results)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.jpg.png", "c.jpg.png");
        }
        assertSize(results.resolve("c.jpg.png"), 210);
    }

    @Test
    void springService() throws Exception {
        System.setProperty("upscale.places", "1");
        System.setProperty("upscale.patience-millis", "100");
        System.setProperty("upscale.max-pixels", "20000");
        try (AnnotationConfigApplicationContext spring =
                new AnnotationConfigApplicationContext(UpscaleConfiguration.class)) {
            UpscaleService service = spring.getBean(UpscaleService.class);
            byte[] large = service.enlarge(Files.newInputStream(PICTURE), 2);
            assertThat(ImageIO.read(new ByteArrayInputStream(large)).getWidth()).isEqualTo(210);
            assertThatIOException()
                    .isThrownBy(() -> service.enlarge(new ByteArrayInputStream(large), 2))
                    .withMessageContaining("210 x 210 pixels, and the limit is 20,000");
            assertThatIOException().isThrownBy(() -> service.enlarge(InputStream.nullInputStream(), 2));
            assertThatBusy(service);
        } finally {
            Stream.of("places", "patience-millis", "max-pixels")
                    .forEach(name -> System.clearProperty("upscale." + name));
        }
    }

    /** While one picture is on its way in, the only place is taken. */
    private static void assertThatBusy(UpscaleService service) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        InputStream slow = new InputStream() {
            @Override
            public int read() throws IOException {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        Thread first = new Thread(() -> assertThatIOException().isThrownBy(() -> service.enlarge(slow, 2)));
        first.start();
        begun.await();
        assertThatExceptionOfType(UpscaleService.BusyException.class)
                .isThrownBy(() -> service.enlarge(Files.newInputStream(PICTURE), 2));
        end.countDown();
        first.join();
    }

    @Test
    void ownArchitecture() throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        conv(shapes, "head", 8, 3, 3);
        for (int block = 0; block < 2; block++) {
            conv(shapes, "blocks." + block + ".squeeze", 4, 8, 1);
            conv(shapes, "blocks." + block + ".expand", 8, 4, 3);
        }
        conv(shapes, "tail", 3 * 3 * 3, 8, 3);
        Model model = Model.of("own", weights(shapes), Map.of("res_scale", "0.5"));
        assertThat(model).hasToString("own: OwnNet x3, 3 to 3 channels, 2,859 parameters");
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            BufferedImage large = upscaler.upscale(ImageIO.read(PICTURE.toFile()));
            assertThat(large.getWidth()).isEqualTo(315);
        }
    }

    private static void conv(Map<String, int[]> shapes, String name, int out, int in, int kernel) {
        shapes.put(name + ".weight", new int[] {out, in, kernel, kernel});
        shapes.put(name + ".bias", new int[] {out});
    }

    /** Small random numbers. */
    private static Weights weights(Map<String, int[]> shapes) throws IOException {
        Random random = new Random(3);
        WeightsBuilder builder = new WeightsBuilder();
        for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
            Shape shape = Shape.of(entry.getValue());
            ByteBuffer bytes = ByteBuffer.allocate((int) (4 * shape.elements())).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                bytes.putFloat((float) random.nextGaussian() / 30);
            }
            builder.tensor(entry.getKey(), "F32", bytes.flip(), shape);
        }
        return builder.build();
    }

    private static void assertSize(Path file, int side) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(side);
        assertThat(image.getHeight()).isEqualTo(side);
    }
}
