package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.UpscaleFiles;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

/** What people do with the page, in a real browser. */
class PageBrowserTest {
    private static final String SLIDER = "[role=slider]";

    @TempDir
    static Path downloads;

    @TempDir
    Path folder;

    private static Path small;
    private static Browser browser;
    private static PageServer page;

    @BeforeAll
    static void start() throws IOException {
        small = Path.of("..", "docs", "small.jpg").toRealPath();
        browser = Browser.start(downloads);
        page = Pages.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void open() {
        browser.prefer("light");
        browser.resize(1280, 860, 1);
        browser.open(page.address());
        browser.complaints(); // those of the test before
    }

    @Test
    void dropSlideAndDownload() throws Exception {
        browser.drop(small);
        browser.awaitShown("#result");
        assertThat(browser.find("#facts").getText()).startsWith("105 × 105 → 420 × 420");
        assertThat(browser.all(".v-label").stream().map(WebElement::getText)).containsExactly("Bicubic", "natural");

        // with the divider at either end, the middle of the canvas is one side or the other
        browser.awaitStill();
        WebElement slider = browser.find(SLIDER);
        assertThat(slider.getAttribute("aria-valuenow")).isEqualTo("50");
        slider.sendKeys(Keys.HOME);
        browser.await("return document.querySelector(arguments[0]).getAttribute('aria-valuenow') === '0'", SLIDER);
        browser.find("[aria-label^='One pixel']").click();
        browser.awaitStill();
        assertThat(browser.canvasPixel()).isEqualTo(middleOf(upscaled()));
        slider.sendKeys(Keys.END);
        browser.await("return document.querySelector(arguments[0]).getAttribute('aria-valuenow') === '100'", SLIDER);
        assertThat(browser.canvasPixel()).isEqualTo(middleOf(bicubic()));

        browser.find("[data-format=png]").click();
        assertThat(ImageIO.read(downloaded("small-420x420.png").toFile()))
                .satisfies(image -> assertSame(image, upscaled()));
        browser.find("[data-format=jpg]").click();
        assertThat(ImageIO.read(downloaded("small-420x420.jpg").toFile()).getWidth())
                .isEqualTo(420);
        assertNothingFromOutside();
    }

    @Test
    void chooseModelScaleBaselineAndBackend() {
        check("scale", "2");
        check("baseline", "nearest");
        browser.find("#model option[value=faithful]").click();
        browser.find("summary").click();
        browser.find("#backend option[value=cpu-scalar]").click();
        browser.find("#files").sendKeys(small.toString());
        browser.awaitShown("#result");
        assertThat(browser.find("#facts").getText()).startsWith("105 × 105 → 210 × 210");
        assertThat(browser.find("#facts").getAttribute("title")).startsWith("cpu-scalar");
        assertThat(browser.all(".v-label").stream().map(WebElement::getText)).containsExactly("Nearest", "faithful");

        // another baseline comes without another run, and the view stays
        browser.find("[aria-label='Zoom in']").click();
        String zoom = browser.find(".v-zoom").getText();
        check("baseline", "lanczos");
        browser.await("return document.querySelector('.v-left').textContent === 'Lanczos'");
        assertThat(browser.find(".v-zoom").getText()).isEqualTo(zoom);
        assertThat(browser.find("#again").isDisplayed()).isFalse();

        // another size is a run of its own
        check("scale", "size");
        browser.find("#again").click();
        assertThat(browser.find("#width:invalid").getAttribute("validationMessage"))
                .isEqualTo("Width, height, or both");
        browser.find("#width").sendKeys("300");
        browser.find("#again").click();
        browser.await("return document.querySelector('#facts').textContent.startsWith('105 × 105 → 300 × 300')");
        assertNothingFromOutside();
    }

    @Test
    void dragAndWheel() {
        browser.drop(small);
        browser.awaitShown("#result");
        WebElement stage = browser.find(".v-stage");
        // fitted, the divider follows the pointer wherever it is pressed
        new Actions(browser.driver())
                .moveToElement(stage, -100, 60)
                .clickAndHold()
                .moveByOffset(-80, 0)
                .release()
                .perform();
        browser.await("return document.querySelector(arguments[0]).getAttribute('aria-valuenow') < 30", SLIDER);
        int before = percent();
        new Actions(browser.driver())
                .scrollFromOrigin(org.openqa.selenium.interactions.WheelInput.ScrollOrigin.fromElement(stage), 0, -720)
                .perform();
        browser.await("return document.querySelector('.v-stage').classList.contains('v-movable')");
        assertThat(percent()).isGreaterThan(before);
        // zoomed, it is the picture that follows; a double click fits it again
        Object divider = browser.find(SLIDER).getAttribute("aria-valuenow");
        new Actions(browser.driver())
                .moveToElement(stage, 150, 80)
                .clickAndHold()
                .moveByOffset(-60, -20)
                .release()
                .perform();
        assertThat(browser.find(SLIDER).getAttribute("aria-valuenow")).isEqualTo(divider);
        new Actions(browser.driver())
                .moveToElement(stage, 150, 80)
                .doubleClick()
                .perform();
        browser.await("return !document.querySelector('.v-stage').classList.contains('v-movable')");
        assertThat(percent()).isEqualTo(before);
    }

    @Test
    void everythingIsReachedByKeysAndShowsIt() {
        browser.drop(small);
        browser.awaitShown("#result");
        browser.find("body").sendKeys("");
        List<String> seen = new java.util.ArrayList<>();
        for (int i = 0; i < 22; i++) {
            new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
            seen.add(String.valueOf(browser.script("const at = document.activeElement;"
                    + " return (at.ariaLabel || at.name || at.id || at.textContent).trim().slice(0, 30)"
                    + " + (at.tagName === 'INPUT' ? getComputedStyle(at.nextElementSibling) : getComputedStyle("
                    + "at.className === 'v-handle' ? at.firstElementChild : at)).outlineStyle")));
        }
        assertThat(seen).allMatch(name -> name.endsWith("solid") || name.startsWith("upscale4j"));
        assertThat(seen)
                .anyMatch(name -> name.startsWith("Divider"))
                .anyMatch(name -> name.startsWith("Comparison"))
                .anyMatch(name -> name.startsWith("Zoom in"))
                .anyMatch(name -> name.startsWith("Download PNG"))
                .anyMatch(name -> name.startsWith("scale"))
                .anyMatch(name -> name.startsWith("model"))
                .anyMatch(name -> name.startsWith("baseline"))
                .anyMatch(name -> name.startsWith("Remove small.jpg"));
    }

    @Test
    void paste() {
        browser.script("const input = document.createElement('input'); input.type = 'file'; input.id = 'hand';"
                + " document.body.append(input);");
        browser.find("#hand").sendKeys(small.toString());
        browser.script("const held = new DataTransfer(); held.items.add(document.querySelector('#hand').files[0]);"
                + " document.querySelector('#hand').remove(); document.body.dispatchEvent("
                + "new ClipboardEvent('paste', { clipboardData: held, bubbles: true }));");
        browser.awaitShown("#result");
        assertNothingFromOutside();
    }

    @Test
    void severalQueueAndOneIsCancelled() throws IOException {
        Path large = noise("large.png", 1600, 1200);
        browser.drop(large, large, small);
        browser.awaitShown("#percent");
        assertThat(browser.all("#list .status").get(1).getText()).isEqualTo("Waiting");
        assertThat(browser.find("#sizes").getText()).isEqualTo("1600 × 1200 → 6400 × 4800");
        assertThat(browser.find("#remaining").getText()).matches("(\\d+ (s|min)|less than a second) left");
        browser.find("#cancel").click();
        browser.awaitShown("#trouble");
        assertThat(browser.find("#reason").getText()).isEqualTo("Cancelled.");
        // the second begins; it goes with its row
        browser.await("return document.querySelectorAll('#list .status')[1].textContent.endsWith('%')");
        browser.all(".drop-out").get(1).click();
        browser.await("return document.querySelectorAll('#list .status')[1].textContent === 'Done, 420 × 420'");
        browser.all(".pick").get(1).click();
        browser.awaitShown("#result");
    }

    @Test
    void aWrongFileIsSaid() throws IOException {
        browser.drop(Files.writeString(folder.resolve("letter.png"), "Dear reader"));
        browser.awaitShown("#trouble");
        assertThat(browser.find("#trouble-name").getText()).isEqualTo("letter.png");
        assertThat(browser.find("#reason").getText())
                .isEqualTo("not a picture of a known format (PNG, JPEG, WebP, TIFF, BMP, GIF), whatever its name");
        browser.find("#dismiss").click();
        browser.awaitShown("#empty");
        browser.drop(Files.write(folder.resolve("huge.png"), new byte[(int) Pages.LIMITS.uploadBytes() + 1]));
        browser.awaitShown("#trouble");
        assertThat(browser.find("#reason").getText())
                .isEqualTo("the file is larger than 60 MB, which is what this page takes");
        browser.drop(noise("wide.png", 2500, 1600));
        browser.await("return document.querySelector('#reason').textContent.includes('megapixels')");
        assertThat(browser.find("#reason").getText()).contains("10000 x 6400").contains("choose a smaller size");
        assertNothingFromOutside();
    }

    @Test
    void aTabThatIsClosedTakesItsPictureAlong() throws Exception {
        browser.drop(noise("large.png", 1600, 1200));
        browser.awaitShown("#percent");
        assertThat(folders()).hasSize(1);
        String other = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        String kept = browser.driver().getWindowHandle();
        browser.driver().switchTo().window(other).close();
        browser.driver().switchTo().window(kept);
        for (int i = 0; i < 200 && !folders().isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertThat(folders()).isEmpty();
    }

    /** Of 12 megapixels to 48, by a small network: what the page and the server have to bear is the same. */
    @Test
    void aLargePhotoFreezesNothing() throws Exception {
        Path models = Files.createDirectory(folder.resolve("models"));
        SmallModel.write(models.resolve("small-x2.safetensors"));
        Limits limits = new Limits(60 << 20, 20_000_000, 60_000_000, 2L << 30, 8, 6, Pages.LIMITS.absence());
        Path photo = folder.resolve("photo.jpg");
        BufferedImage scene = UpscaleFiles.standard().read(small).image();
        ImageIO.write(Resampler.NEAREST.resize(scene, 4000, 3000), "jpg", photo.toFile());
        try (PageServer server = Pages.start(models, limits)) {
            browser.open(server.address());
            browser.script(
                    "window.gap = 0; let last = performance.now(); setInterval(() => {"
                            + " const now = performance.now(); window.gap = Math.max(window.gap, now - last); last = now; }, 10)");
            check("scale", "2");
            browser.find("#model option[value='small-x2.safetensors']").click();
            browser.drop(photo, small);
            browser.awaitShown("#percent");
            long asked = System.nanoTime();
            assertThat(new Wire(server).get("/options").status()).isEqualTo(200);
            assertThat(System.nanoTime() - asked).isLessThan(2_000_000_000L);
            browser.awaitShown("#result");
            assertThat(browser.find("#facts").getText()).startsWith("4000 × 3000 → 8000 × 6000");
            WebElement stage = browser.find(".v-stage");
            browser.find("[aria-label^='One pixel']").click();
            for (int i = 0; i < 5; i++) {
                new Actions(browser.driver())
                        .moveToElement(stage, 200, 80)
                        .clickAndHold()
                        .moveByOffset(-190, -60)
                        .release()
                        .perform();
            }
            browser.awaitStill();
            // the processors are busy; a frozen page would be so for seconds
            assertThat(((Number) browser.script("return window.gap")).doubleValue())
                    .isLessThan(1000);
            browser.await("return document.querySelectorAll('#list .status')[1].textContent === 'Done, 210 × 210'");
            assertNothingFromOutside();
        }
    }

    @Test
    void aServerThatEndsIsSaid() throws IOException {
        try (PageServer other = Pages.start()) {
            browser.open(other.address());
            browser.drop(small);
            browser.awaitShown("#result");
        }
        browser.awaitShown("#lost");
        assertThat(browser.find("#lost").getText()).contains("Is it still running?");
    }

    @Test
    void looksAsItShould() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            browser.resize(1280, 860, 1);
            browser.open(page.address());
            browser.screenshot("empty-" + scheme);
            browser.drop(noise("a picture with a rather long name.png", 1600, 1200));
            browser.awaitShown("#percent");
            browser.screenshot("working-" + scheme);
            browser.find("#cancel").click();
            browser.awaitShown("#trouble");
            browser.screenshot("cancelled-" + scheme);
            browser.drop(small);
            browser.awaitShown("#result");
            browser.awaitStill();
            browser.screenshot("result-" + scheme);
            browser.resize(390, 844, 2);
            browser.awaitStill();
            // nothing sticks out on a phone
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(390L);
            browser.screenshot("phone-" + scheme);
        }
    }

    // --- helpers

    private void check(String name, String value) {
        browser.find("input[name=" + name + "][value='" + value + "']").click();
    }

    private int percent() {
        return Integer.parseInt(browser.find(".v-zoom").getText().replaceAll("\\D", ""));
    }

    private static int middleOf(BufferedImage image) {
        // at 1:1 the picture is centred: half a pixel may lie on either side
        long width = (Long) browser.script("return document.querySelector('.v-canvas').width");
        long height = (Long) browser.script("return document.querySelector('.v-canvas').height");
        int x = (int) (width / 2 - Math.round((width - image.getWidth()) / 2.0));
        int y = (int) (height / 2 - Math.round((height - image.getHeight()) / 2.0));
        return image.getRGB(x, y) & 0xffffff;
    }

    private static BufferedImage upscaled() throws IOException {
        return Upscaler.upscale(UpscaleFiles.standard().read(small).image(), 4);
    }

    private static BufferedImage bicubic() throws IOException {
        return Resampler.BICUBIC.resize(UpscaleFiles.standard().read(small).image(), 420, 420);
    }

    private static void assertSame(BufferedImage a, BufferedImage b) {
        assertThat(a.getWidth()).isEqualTo(b.getWidth());
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                assertThat(a.getRGB(x, y)).as("%d, %d", x, y).isEqualTo(b.getRGB(x, y));
            }
        }
    }

    private Path noise(String name, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        new Random(1)
                .nextBytes(((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData());
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static Path downloaded(String name) throws InterruptedException {
        Path file = downloads.resolve(name);
        for (int i = 0; i < 400 && !Files.exists(file); i++) {
            Thread.sleep(50);
        }
        return file;
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> found = Files.list(page.folder())) {
            return found.toList();
        }
    }

    /** All that was loaded came from the server, and the browser had nothing to object. */
    private static void assertNothingFromOutside() {
        assertThat(browser.script("return performance.getEntriesByType('resource').every((one) =>"
                        + " one.name.startsWith(location.origin + '/'))"))
                .isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.driver().findElements(By.cssSelector("[style]")))
                .as("styles are set by rules or by script, not by markup")
                .allSatisfy(styled -> assertThat(styled.getAttribute("id") + styled.getAttribute("class"))
                        .containsAnyOf("done", "v-"));
    }
}
