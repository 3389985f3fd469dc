/** The platform that all fault tests share, what they disturb it with, and how they look at it. */
package dev.quarry.faults.platform;
