package io.github.upscale4j.converter.cli;

import io.github.upscale4j.converter.WeightsConverter;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {WeightsConverter.version(), "Java " + Runtime.version()};
    }
}
