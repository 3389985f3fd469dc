/** Finding a platform, and starting and stopping one on this machine. */
@NullMarked
package dev.quarry.cli.platform;

import org.jspecify.annotations.NullMarked;
