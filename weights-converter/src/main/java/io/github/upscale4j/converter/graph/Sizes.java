package io.github.upscale4j.converter.graph;

/**
 * For which pictures a graph is read.
 *
 * @param multiple of which both sides are
 * @param border pixels that are added to the picture on every side, by reflection, before the graph sees it: what programs
 *     do around networks that lose a border
 */
record Sizes(int multiple, int border) {
    static final Sizes ANY = new Sizes(1, 0);
}
