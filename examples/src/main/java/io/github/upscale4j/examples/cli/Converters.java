package io.github.upscale4j.examples.cli;

import io.github.upscale4j.files.FileFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options in the way that people write them. */
final class Converters {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})([KMG]?)(?:I?B)?");
    private static final Pattern COUNT = Pattern.compile("(\\d{1,15})([KMG]?)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})X(\\d{1,9})");

    private Converters() {}

    /** {@code 512M}, {@code 2G}, {@code 1000000}; K, M and G are powers of 1,024. */
    static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher bytes = BYTES.matcher(text.strip().toUpperCase(Locale.ROOT));
            if (bytes.matches()) {
                long number = Long.parseLong(bytes.group(1));
                int shift = bytes.group(2).isEmpty() ? 0 : 10 * ("KMG".indexOf(bytes.group(2)) + 1);
                if (number > 0 && number <= Long.MAX_VALUE >> shift) {
                    return number << shift;
                }
            }
            throw new TypeConversionException("expected bytes as in 512M, 2G or 1000000, got '" + text + "'");
        }
    }

    /** {@code 500M}, {@code 2G}, {@code 1000000}; K, M and G are powers of 1,000. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            Matcher count = COUNT.matcher(text.strip().toUpperCase(Locale.ROOT));
            if (count.matches()) {
                long number = Long.parseLong(count.group(1));
                for (int i = " KMG".indexOf(count.group(2)); !count.group(2).isEmpty() && i > 0; i--) {
                    number = number > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : number * 1000;
                }
                if (number > 0) {
                    return number;
                }
            }
            throw new TypeConversionException("expected a number as in 500M, 2G or 1000000, got '" + text + "'");
        }
    }

    /** By extension, with or without its dot. */
    static final class Format implements ITypeConverter<FileFormat> {
        @Override
        public FileFormat convert(String text) {
            try {
                return FileFormat.of(Path.of("x." + text.replaceFirst("^\\.", "")));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("expected png, jpg or tif, got '" + text + "'");
            }
        }
    }

    static final class Size implements ITypeConverter<Dimensions> {
        @Override
        public Dimensions convert(String text) {
            Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
            if (size.matches()) {
                Dimensions dimensions =
                        new Dimensions(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
                if (dimensions.width() > 0 && dimensions.height() > 0) {
                    return dimensions;
                }
            }
            throw new TypeConversionException("expected width x height as in 1920x1080, got '" + text + "'");
        }
    }
}
