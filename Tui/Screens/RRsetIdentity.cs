using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Screens;

/// <summary>An RRset by what makes it the same one when it is asked for again: its key and status.</summary>
public readonly struct RRsetIdentity(RRset set) : IEquatable<RRsetIdentity>
{
    private readonly RRset _set = set;

    public static bool operator ==(RRsetIdentity left, RRsetIdentity right) => left.Equals(right);

    public static bool operator !=(RRsetIdentity left, RRsetIdentity right) => !left.Equals(right);

    public bool Equals(RRsetIdentity other) => _set.Status == other._set.Status && _set.Key.SequenceEqual(other._set.Key);

    public override bool Equals(object? obj) => obj is RRsetIdentity other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_set.Key);
        hash.Add(_set.Status);
        return hash.ToHashCode();
    }
}
