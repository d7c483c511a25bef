/** Pictures from file to file. {@link io.github.upscale4j.files.UpscaleFiles} is the door. */
module io.github.upscale4j.files {
    requires transitive io.github.upscale4j.core;

    exports io.github.upscale4j.files;
}
