/** The command line {@code ./convert}. */
package io.github.upscale4j.converter.cli;
