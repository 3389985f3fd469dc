/** The public HTTP API as this client sees it, and the event stream of a job. */
@NullMarked
package dev.quarry.cli.client;

import org.jspecify.annotations.NullMarked;
