package io.github.upscale4j.examples.programs;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.UpscaleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Enlarges uploads; a controller hands it the stream of a {@code MultipartFile}. */
@Service
public class UpscaleService {
    private final Upscaler upscaler;
    private final UpscaleFiles files;
    private final Semaphore places;
    private final Duration patience;

    /** Thrown where more pictures wait than there is room for; worth an answer of 503. */
    public static class BusyException extends Exception {
        private static final long serialVersionUID = 1;

        BusyException() {
            super("all places are taken; try again later");
        }
    }

    public UpscaleService(
            Upscaler upscaler,
            UpscaleFiles files,
            @Value("${upscale.places:4}") int places,
            @Value("${upscale.patience-millis:10000}") long patienceMillis) {
        this.upscaler = upscaler;
        this.files = files;
        this.places = new Semaphore(places);
        patience = Duration.ofMillis(patienceMillis);
    }

    /**
     * The picture {@code scale} times as wide and high, as PNG, with its profile and EXIF. An interrupt ends it.
     *
     * @throws IOException if the upload is no picture, damaged, or has too many pixels
     * @throws BusyException if there is no place for it
     */
    public byte[] enlarge(InputStream upload, int scale) throws IOException, BusyException, InterruptedException {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BusyException();
        }
        Path input = null;
        Path output = null;
        try {
            input = Files.createTempFile("upload-", ".bin"); // what it is, its content says
            output = Files.createTempFile("result-", ".png");
            Files.copy(upload, input, StandardCopyOption.REPLACE_EXISTING);
            files.upscale(upscaler, input, output, scale);
            return Files.readAllBytes(output);
        } finally {
            places.release();
            if (input != null) {
                Files.deleteIfExists(input);
            }
            if (output != null) {
                Files.deleteIfExists(output);
            }
        }
    }
}
