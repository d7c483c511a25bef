package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./upscale compare} and {@code --compare}: what is in the page. That it works is for a browser to show. */
class CompareTest {
    @TempDir
    Path folder;

    private Path small;
    private Path page;

    @BeforeEach
    void pictures() throws IOException {
        small = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 24, 16), folder.resolve("a <b>.png"));
        page = folder.resolve("page.html");
    }

    @Test
    void theSmallerOneIsBroughtToTheSizeOfTheOther() throws IOException {
        Path large = Samples.write(Samples.picture(BufferedImage.TYPE_BYTE_GRAY, 72, 48), folder.resolve("large.png"));
        assertThat(Run.of("compare", small, large, "-o", page, "--baseline", "nearest"))
                .isEqualTo(new Run(0, "", ""));
        assertThat(pictures(page)).allMatch(image -> image.getWidth() == 72 && image.getHeight() == 48);
        BufferedImage original = ImageIO.read(small.toFile());
        assertThat(pictures(page).get(0).getRGB(71, 47)).isEqualTo(original.getRGB(23, 15));
        assertThat(Files.readString(page))
                .contains("<title>a &lt;b&gt;.png and large.png</title>")
                .contains("data-label=\"a &lt;b&gt;.png, nearest\"")
                .doesNotContain("<b>")
                .doesNotContain("class=\"scores\"");
    }

    @Test
    void itAsksNobodyForAnything() throws IOException {
        assertThat(Run.of("compare", small, small, "-o", page).code()).isZero();
        String html = Files.readString(page);
        assertThat(html)
                .contains("Content-Security-Policy")
                .contains("default-src 'none'; img-src data:; script-src 'sha256-");
        Matcher address = Pattern.compile("(?:src|href)=\"([^\"]{0,20})").matcher(html);
        while (address.find()) {
            assertThat(address.group(1)).startsWith("data:");
        }
        assertThat(html)
                .doesNotContain("unsafe-inline")
                .doesNotContain("import ")
                .doesNotContain("{{");
    }

    @Test
    void besideAnEnlargementAndMeasured() throws IOException {
        Path truth = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 96, 64), folder.resolve("truth.png"));
        Path large = folder.resolve("large.png");
        Run run = Run.of(small, "-o", large, "--max-pixels", 400, "--compare", page, "--truth", truth);
        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(pictures(page)).hasSize(3);
        String html = Files.readString(page);
        assertThat(html)
                .contains(
                        "data-label=\"a &lt;b&gt;.png, bicubic\"", "data-label=\"Truth\"", "data-label=\"large.png\"");
        assertThat(Pattern.compile("<td[^>]*>\\d+\\.\\d\\d dB</td><td[^>]*>-?0\\.\\d{4}</td>")
                        .matcher(html)
                        .results())
                .hasSize(2);
        assertThat(Run.of("compare", large, truth, "-o", page, "--truth", truth).code())
                .isZero();
        assertThat(Files.readString(page)).contains("<td class=\"best\">the same</td><td class=\"best\">1.0000</td>");
    }

    @Test
    void whatDoesNotGoTogetherIsSaidBeforeTheWork() throws IOException {
        Path truth = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 95, 64), folder.resolve("truth.png"));
        Path large = folder.resolve("large.png");
        Run run = Run.of(small, "-o", large, "--compare", page, "--truth", truth);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).endsWith("has 95 x 64 pixels, and the result will have 96 x 64; they must be the same\n");
        assertThat(Run.of(small, "-o", large, "--method", "nearest", "--size", "9000x9000", "--compare", page)
                        .err())
                .contains("81 megapixels")
                .contains("--serve shows larger ones");
        Path tall = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 16, 24), folder.resolve("tall.png"));
        assertThat(Run.of("compare", small, tall, "-o", page).err())
                .contains("24 x 16")
                .contains("16 x 24")
                .contains("neither is the other one enlarged");
        assertThat(Run.of("compare", small, folder.resolve("none.png"), "-o", page)
                        .err())
                .isEqualTo("upscale: " + folder.resolve("none.png") + ": no such file\n");
        assertThat(files()).containsExactlyInAnyOrder("a <b>.png", "truth.png", "tall.png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare IN -o PAGE",
                "compare IN IN",
                "compare IN IN -o IN",
                "compare IN IN -o FOLDER/none/page.html",
                "compare IN IN -o PAGE --baseline magic",
                "IN -o FOLDER/o.png --truth IN",
                "IN -o FOLDER/o.png --compare FOLDER/page.png",
                "IN IN -o FOLDER --compare PAGE",
                "FOLDER -o FOLDER/out --compare PAGE"
            })
    void saysWhatIsWrongWithTheCommandLine(String line) throws IOException {
        Object[] args = Stream.of(line.split(" "))
                .map(arg -> arg.replace("IN", small.toString())
                        .replace("PAGE", page.toString())
                        .replace("FOLDER", folder.toString()))
                .toArray();
        Run run = Run.of(args);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("upscale: ").containsOnlyOnce("\n");
        assertThat(files()).containsExactly("a <b>.png");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** In the order of the page. */
    static List<BufferedImage> pictures(Path page) throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        Matcher found = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(Files.readString(page));
        while (found.find()) {
            pictures.add(
                    ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(found.group(1)))));
        }
        return pictures;
    }
}
