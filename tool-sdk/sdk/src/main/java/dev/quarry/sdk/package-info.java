/**
 * What a plugin author compiles against.
 *
 * <p>A plugin contributes any of three extension points, each a class marked with {@code
 * org.pf4j.Extension} and having a public constructor without parameters:
 *
 * <ul>
 *   <li>{@link dev.quarry.sdk.Toolset} – tools that the model can call;
 *   <li>{@link dev.quarry.sdk.SearchSource} – where the tool {@code search} looks;
 *   <li>{@link dev.quarry.sdk.PageSource} – where the tool {@code visit} reads.
 * </ul>
 *
 * <p>Sources keep the set of tools that a model was trained on closed while the platform stays
 * open: a company wiki is a new source, not a new tool.
 *
 * <p>Only JDK types and the types of this package cross the border between host and plugin. All
 * calls come on a thread of the host with the plugin's class loader as context loader and a
 * deadline; extensions must be safe for use by many threads at once.
 */
@NullMarked
package dev.quarry.sdk;

import org.jspecify.annotations.NullMarked;
