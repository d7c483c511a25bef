package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The architectures that are tried on a file: those of this library, in order, then those that others register. */
public final class Architectures {
    private static final List<Architecture> OURS = List.of(
            new RrdbNet(),
            new Srvgg(),
            new SwinIr(),
            new Swin2Sr(),
            new SrFormer(),
            new Drct(),
            new Hat(),
            new OmniSr(),
            new Atd(),
            new Dat(),
            new Rgt(),
            new Craft(),
            new Grl(),
            new SrCnn(),
            new FsrCnn(),
            new Espcn(),
            new Vdsr(),
            new SrGan(),
            new MsrResNet(),
            new Edsr(),
            new Span(),
            new PlkSr(),
            new ImdnRtc(),
            new Rcan(),
            new Imdn(),
            new Rfdn(),
            new SrResNet(),
            new RealCugan(),
            new Safmn(),
            new RealPlkSr(),
            new MoSr(),
            new ResShift(),
            new VqAutoencoder());

    /** How many architectures a report of failure names. */
    private static final int CLOSEST = 3;

    private Architectures() {}

    /** Ours, then those found by {@link ServiceLoader} for {@link Architecture}. */
    public static List<Architecture> all() {
        List<Architecture> all = new ArrayList<>(OURS);
        ServiceLoader.load(Architecture.class).forEach(all::add);
        return all;
    }

    /**
     * The first architecture that matches.
     *
     * @throws UnknownArchitectureException naming the closest ones and what rules each out
     */
    public static Architecture detect(WeightShapes weights) throws UnknownArchitectureException {
        record Miss(Architecture architecture, Match match) {}
        List<Miss> misses = new ArrayList<>();
        for (Architecture architecture : all()) {
            Match match = architecture.match(weights);
            if (match.matches()) {
                return architecture;
            }
            misses.add(new Miss(architecture, match));
        }
        misses.sort(Comparator.comparingInt((Miss miss) -> -miss.match().passed()));
        StringBuilder report = new StringBuilder(
                "no known architecture has these " + weights.names().size() + " tensors (" + sample(weights) + ").");
        for (Miss miss : misses.subList(0, Math.min(CLOSEST, misses.size()))) {
            report.append(" Not ")
                    .append(miss.architecture().name())
                    .append(": ")
                    .append(miss.match().obstacle())
                    .append('.');
        }
        throw new UnknownArchitectureException(report.toString());
    }

    /**
     * {@link Architecture#fold} after checking that it knows all options.
     *
     * @throws IllegalArgumentException as {@link #build}
     */
    public static Weights fold(Architecture architecture, Weights weights, Options options) {
        options.requireKnown(architecture.options(), architecture.name());
        return architecture.fold(weights, options);
    }

    /**
     * Builds the network after checking that it knows all options.
     *
     * @throws IllegalArgumentException if it does not, or if names, shapes and options do not fit together
     */
    public static Net build(Architecture architecture, WeightShapes weights, Options options) {
        options.requireKnown(architecture.options(), architecture.name());
        return architecture.build(weights, options);
    }

    private static String sample(WeightShapes weights) {
        List<String> some = weights.names().stream()
                .limit(3)
                .map(name -> "'" + name + "' " + weights.shape(name))
                .toList();
        return some.isEmpty()
                ? "none"
                : String.join(", ", some) + (weights.names().size() > 3 ? ", ..." : "");
    }
}
