namespace PassiveDns.Formats.State;

/// <summary>A saved state cannot be carried on from, whatever the reason: the work has to start over.</summary>
/// <param name="why">One clause for the user.</param>
public sealed class UnusableStateException(string why) : Exception(why);
