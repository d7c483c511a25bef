/** Small programs to copy; each stands alone. */
package io.github.upscale4j.examples.programs;
