package io.github.upscale4j.examples.programs;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.files.UpscaleFiles;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** One upscaler for the whole application: it is safe for several threads, and each call uses all of its own. */
@Configuration
@Import(UpscaleService.class)
public class UpscaleConfiguration {
    @Bean(destroyMethod = "close")
    public Upscaler upscaler(
            @Value("${upscale.threads:2}") int threads, @Value("${upscale.memory:268435456}") long memory) {
        return Upscaler.builder().threads(threads).memoryLimit(memory).build();
    }

    /** Uploads come from anybody, so the limit is a low one. */
    @Bean
    public UpscaleFiles upscaleFiles(@Value("${upscale.max-pixels:20000000}") long maxPixels) {
        return UpscaleFiles.standard().withMaxPixels(maxPixels);
    }
}
