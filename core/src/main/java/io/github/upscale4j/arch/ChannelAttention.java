package io.github.upscale4j.arch;

import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;

/** Weights for channels, from one number each. Hu, Shen and Sun, "Squeeze-and-Excitation Networks", CVPR 2018, section 3. */
final class ChannelAttention {
    private ChannelAttention() {}

    /** Fewer channels by the convolution {@code squeeze}, ReLU, as many as before by {@code excite}, sigmoid. */
    static Node of(NetBuilder net, String squeeze, String excite, Node statistic) {
        return net.sigmoid(net.conv(excite, net.relu(net.conv(squeeze, statistic))));
    }
}
