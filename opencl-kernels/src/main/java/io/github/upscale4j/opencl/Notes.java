package io.github.upscale4j.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32;

/**
 * What was found out about a device and is not worth finding out at every start: a small file in the user's folder of
 * caches, for one device, version of its driver and version of our kernels. Where it cannot be written, nothing is kept.
 */
final class Notes {
    /** Names another folder. */
    private static final String PROPERTY = "upscale4j.cache";

    private static final Logger LOGGER = System.getLogger(Notes.class.getName());

    private final Path file;
    private final Properties entries = new Properties();

    Notes(Device device) {
        this(folder(), device);
    }

    Notes(Path folder, Device device) {
        CRC32 kernels = new CRC32();
        KernelCache.FILES.forEach(name -> kernels.update(KernelCache.text(name).getBytes()));
        String name = String.join("-", device.platform(), device.name(), device.driver());
        file = folder.resolve(
                name.replaceAll("[^A-Za-z0-9.]+", "-") + "-" + Long.toHexString(kernels.getValue()) + ".properties");
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                entries.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOGGER.log(Logger.Level.DEBUG, "cannot read " + file, e);
            }
        }
    }

    private static Path folder() {
        String set = System.getProperty(PROPERTY);
        if (set != null) {
            return Path.of(set);
        }
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        String base = System.getenv(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        Path caches = base != null && !base.isBlank()
                ? Path.of(base)
                : Path.of(System.getProperty("user.home", "."), ".cache");
        return caches.resolve("upscale4j").resolve("opencl");
    }

    synchronized Optional<String> get(String key) {
        return Optional.ofNullable(entries.getProperty(key));
    }

    /** Keeps an entry; the file appears whole or not at all. */
    synchronized void put(String key, String value) {
        entries.setProperty(key, value);
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), "part", ".properties");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    entries.store(out, null);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOGGER.log(Logger.Level.DEBUG, "cannot keep " + file, e);
        }
    }
}
