/** Pictures from file to file: {@link io.github.upscale4j.files.UpscaleFiles} is the door. */
package io.github.upscale4j.files;
