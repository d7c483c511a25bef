/**
 * The page on which a picture is dropped, enlarged and compared: a server for this computer alone, behind {@code ./upscale
 * --serve}. {@link io.github.upscale4j.examples.page.PageServer} is the door.
 */
package io.github.upscale4j.examples.page;
