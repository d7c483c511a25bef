package io.github.upscale4j.examples.page;

import io.github.upscale4j.examples.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium that is installed, with its driver; nothing is downloaded. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** It warns that no class knows this very Chromium, which nothing here needs. Held, or the level is forgotten. */
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Without Chromium the running tests are skipped, or fail where it is required. */
    static Browser start(Path downloads) {
        Path chromium = Programs.require("Debian: chromium", "chromium", "chromium-browser", "google-chrome");
        Path service = Programs.require("Debian: chromium-driver", "chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        // its sandbox does not start as root, nor in many containers; it sees nothing but our own page
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.addArguments("--window-size=1280,860", "--no-first-run", "--disable-background-networking");
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(service.toFile())
                .build();
        DEVTOOLS.setLevel(Level.SEVERE);
        return new Browser(new ChromeDriver(driver, options));
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String address) {
        driver.get(address);
        // the page listens when it has its tab
        await("return document.querySelector('#model').options.length > 0 && window.performance"
                + ".getEntriesByType('resource').some((one) => one.name.endsWith('/tabs'))");
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** Waits until the script gives true. */
    void await(String condition, Object... arguments) {
        new WebDriverWait(driver, PATIENCE)
                .pollingEvery(Duration.ofMillis(50))
                .withMessage(condition)
                .until(any -> Boolean.TRUE.equals(script(condition, arguments)));
    }

    void awaitShown(String selector) {
        await(
                "const found = document.querySelector(arguments[0]); return !!found && found.checkVisibility()",
                selector);
    }

    /** Drops a file on the page, as from a folder. */
    void drop(Path... files) {
        script("const input = document.createElement('input'); input.type = 'file'; input.multiple = true;"
                + " input.id = 'hand'; document.body.append(input);");
        find("#hand")
                .sendKeys(String.join("\n", Stream.of(files).map(Path::toString).toList()));
        script("const hand = document.querySelector('#hand'); const held = new DataTransfer();"
                + " for (const file of hand.files) held.items.add(file); hand.remove();"
                + " for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent("
                + "new DragEvent(type, { dataTransfer: held, bubbles: true, cancelable: true }));");
    }

    /** Until the canvas has been the same for a while. */
    void awaitStill() {
        driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + " const canvas = document.querySelector('.v-canvas'); let last = ''; let same = 0;"
                + " const look = () => { const now = canvas.toDataURL(); same = now === last ? same + 1 : 0;"
                + " last = now; if (same > 5) done(); else setTimeout(look, 60); }; look();");
    }

    /** The colour in the middle of the canvas, as RGB. */
    int canvasPixel() {
        Object pixel = script("const canvas = document.querySelector('.v-canvas');"
                + " const [r, g, b] = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1)"
                + ".data; return r * 65536 + g * 256 + b");
        return ((Number) pixel).intValue();
    }

    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** A window of that size, as on a phone if narrow. */
    void resize(int width, int height, double pixelRatio) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", pixelRatio, "mobile", width < 500));
    }

    /** For people to look at, in {@code target/screenshots}. */
    Path screenshot(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        return Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Errors on the console, those against the content security policy among them. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
