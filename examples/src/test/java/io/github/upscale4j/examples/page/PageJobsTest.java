package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of pictures between a tab and the server, without a browser. */
class PageJobsTest {
    @TempDir
    Path models;

    private PageServer page;
    private Wire wire;
    private String tab;

    @BeforeEach
    void start() throws IOException {
        SmallModel.write(models.resolve("small.safetensors"));
        Files.writeString(models.resolve("broken.pth"), "no model");
        Files.writeString(models.resolve("notes.txt"), "not to be seen");
        page = Pages.start(models, Pages.LIMITS);
        wire = new Wire(page);
        tab = wire.tab();
    }

    @AfterEach
    void stop() {
        Path folder = page.folder();
        page.close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aPictureKeepsItsKind() throws Exception {
        BufferedImage deep = new BufferedImage(30, 20, BufferedImage.TYPE_USHORT_GRAY);
        for (int x = 0; x < 30; x++) {
            deep.getRaster().setSample(x, 7, 0, 1000 * x + 3);
        }
        String job = send("small.safetensors", deep);
        assertThat(await(job)).contains("\"state\":\"done\"").contains("\"to\":[60,40]");
        BufferedImage large = ImageIO.read(new ByteArrayInputStream(
                wire.get(tab + "/jobs/" + job + "/files/png").body()));
        // the small network gives the nearest pixel
        assertThat(large.getColorModel().getPixelSize()).isEqualTo(16);
        assertThat(large.getRaster().getSample(50, 14, 0)).isEqualTo(25_003);
        BufferedImage tile = ImageIO.read(new ByteArrayInputStream(
                wire.get(tab + "/jobs/" + job + "/tiles/nearest/0/0/0").body()));
        assertThat(tile.getWidth()).isEqualTo(60);
    }

    @Test
    void whatJpegCannotHoldIsSaid() throws Exception {
        String job = send("small.safetensors", new BufferedImage(30, 20, BufferedImage.TYPE_INT_ARGB));
        assertThat(await(job)).contains("\"alpha\":true");
        Wire.Answer jpeg = wire.post(tab + "/jobs/" + job + "/files/jpg", new byte[0]);
        assertThat(jpeg.status()).isEqualTo(409);
        assertThat(jpeg.text()).contains("it has transparency, which JPEG cannot hold");
        assertThat(wire.post(tab + "/jobs/" + job + "/files/png", new byte[0]).status())
                .isEqualTo(200);
    }

    @Test
    void aModelThatCannotBeUsedFailsItsPicturesOnly() throws Exception {
        assertThat(wire.get("/options").text())
                .contains("\"models\":[\"natural\",\"faithful\",\"broken.pth\",\"small.safetensors\"]");
        String bad = send("broken.pth", new BufferedImage(30, 20, BufferedImage.TYPE_3BYTE_BGR));
        String good = send("small.safetensors", new BufferedImage(30, 20, BufferedImage.TYPE_3BYTE_BGR));
        assertThat(await(bad)).contains("\"state\":\"failed\"").contains("broken.pth");
        assertThat(await(good)).contains("\"state\":\"done\"");
    }

    @Test
    void aBombIsRefusedBeforeItIsDecoded() throws Exception {
        byte[] png = png(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR));
        java.nio.ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        assertThat(await(post("small.safetensors", png)))
                .contains("\"state\":\"failed\"")
                .contains("60,000 x 60,000".replace(",", ""));
    }

    @Test
    void tabsWaitForOneAnother() throws Exception {
        BufferedImage large = new BufferedImage(1500, 1000, BufferedImage.TYPE_BYTE_GRAY);
        new Random(1).nextBytes(((DataBufferByte) large.getRaster().getDataBuffer()).getData());
        String first = send("natural", large);
        while (!wire.state(tab).contains("\"state\":\"running\"")) {
            Thread.sleep(20);
        }
        String one = tab;
        tab = wire.tab();
        String second = send("small.safetensors", new BufferedImage(30, 20, BufferedImage.TYPE_3BYTE_BGR));
        assertThat(wire.state(tab)).contains("\"state\":\"waiting\"");
        assertThat(wire.get(tab + "/jobs/" + first + "/tiles/result/0/0/0").status())
                .as("another tab's picture")
                .isEqualTo(404);
        assertThat(wire.post(one + "/jobs/" + first + "/cancel", new byte[0]).status())
                .isEqualTo(200);
        assertThat(await(second)).contains("\"state\":\"done\"");
        assertThat(wire.state(one)).contains("\"state\":\"cancelled\"");
    }

    @Test
    void whatIsRemovedOrForgottenIsGone() throws Exception {
        if (Files.getFileStore(page.folder()).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page.folder())))
                    .isEqualTo("rwx------");
        }
        String job = send("small.safetensors", new BufferedImage(30, 20, BufferedImage.TYPE_3BYTE_BGR));
        await(job);
        assertThat(wire.ask("DELETE", tab + "/jobs/" + job, "", new byte[0]).status())
                .isEqualTo(200);
        assertThat(folders()).isZero();
        assertThat(wire.get(tab + "/jobs/" + job + "/files/png").status()).isEqualTo(404);
        // nobody listens for longer than is allowed
        await(send("small.safetensors", new BufferedImage(30, 20, BufferedImage.TYPE_3BYTE_BGR)));
        assertThat(folders()).isEqualTo(1);
        for (int i = 0; i < 200 && folders() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(folders()).isZero();
        assertThat(wire.get(tab + "/events").status()).isEqualTo(410);
    }

    @Test
    void moreThanThereIsRoomForIsRefused() throws Exception {
        for (int i = 0; i < Pages.LIMITS.jobs(); i++) {
            send("small.safetensors", new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR));
        }
        byte[] png = png(new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR));
        Wire.Answer refused = wire.post(tab + "/jobs?scale=2&baseline=nearest&name=x", png);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEqualTo("there are 8 pictures already: remove some\n");
        for (int i = 1; i < Pages.LIMITS.sessions(); i++) {
            wire.tab();
        }
        assertThat(wire.post("/tabs", new byte[0]).status()).isEqualTo(429);
    }

    @Test
    void anotherBaselineReplacesTheFirst() throws Exception {
        BufferedImage picture = ImageIO.read(Path.of("..", "docs", "small.jpg").toFile());
        String job = send("small.safetensors", picture);
        await(job);
        String path = tab + "/jobs/" + job;
        assertThat(wire.post(path + "/baseline?name=lanczos", new byte[0]).status())
                .isEqualTo(200);
        assertThat(wire.get(path + "/tiles/nearest/0/0/0").status()).isEqualTo(404);
        BufferedImage tile = ImageIO.read(
                new ByteArrayInputStream(wire.get(path + "/tiles/lanczos/0/0/0").body()));
        BufferedImage expected = Resampler.LANCZOS3.resize(picture, 210, 210);
        for (int i = 0; i < 210; i++) {
            assertThat(tile.getRGB(i, 70)).isEqualTo(expected.getRGB(i, 70));
        }
        assertThat(wire.post(path + "/baseline?name=magic", new byte[0]).status())
                .isEqualTo(400);
    }

    // --- helpers

    private String send(String model, BufferedImage picture) throws IOException {
        return post(model, png(picture));
    }

    private String post(String model, byte[] file) throws IOException {
        return Wire.value(
                wire.post(tab + "/jobs?scale=2&baseline=nearest&name=picture.png&model=" + model, file), "job");
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** The job's state once it is over. */
    private String await(String job) throws Exception {
        Pattern own = Pattern.compile("\\{\"id\":\"" + job + "\"[^}]*\\}");
        for (int i = 0; i < 600; i++) {
            String state = own.matcher(wire.state(tab))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group();
            if (!state.contains("\"waiting\"") && !state.contains("\"running\"")) {
                return state;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("job " + job + " does not end");
    }

    private long folders() throws IOException {
        try (Stream<Path> found = Files.list(page.folder())) {
            return found.count();
        }
    }
}
