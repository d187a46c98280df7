using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace PassiveDns.Formats.Dns;

/// <summary>Operations on an uncompressed wire-format name: labels, each behind its length octet, closed by the root label.</summary>
/// <remarks>Every method but <see cref="TryMeasure"/> expects a well-formed name, as <see cref="WireReader.ReadName"/> or <see cref="DomainNameFormat"/> gives it.
/// Source: RFC 1035 section 3.1; letter case, RFC 4343.</remarks>
public static class DomainName
{
    /// <summary>Octets in the longest name, root label included (RFC 1035 section 3.1).</summary>
    public const int MaxLength = 255;

    /// <summary>Octets in the longest label (RFC 1035 section 3.1).</summary>
    public const int MaxLabelLength = 63;

    /// <summary>Labels in a name of the greatest length, root label not counted.</summary>
    public const int MaxLabels = 127;

    /// <summary>The root: one empty label.</summary>
    public static ReadOnlySpan<byte> Root => [0];

    /// <summary>Folds A-Z to a-z in place. Length octets are at most 63 and so are never taken for letters.</summary>
    public static void ToLower(Span<byte> name)
    {
        for (; name.Length >= Vector128<byte>.Count; name = name[Vector128<byte>.Count..])
        {
            var octets = Vector128.Create<byte>(name);
            var isUpper = Vector128.LessThan(octets - Vector128.Create((byte)'A'), Vector128.Create((byte)('Z' - 'A' + 1)));
            (octets | (isUpper & Vector128.Create((byte)0x20))).CopyTo(name);
        }

        foreach (ref var octet in name)
        {
            if ((uint)(octet - 'A') <= 'Z' - 'A') octet |= 0x20;
        }
    }

    /// <summary>Measures the name at the start of octets that may be anything.</summary>
    /// <param name="length">Octets of the name, root label included; 0 when there is none.</param>
    /// <returns>False for a name that is cut, longer than <see cref="MaxLength"/>, or that holds a compression pointer.</returns>
    public static bool TryMeasure(ReadOnlySpan<byte> octets, out int length)
    {
        length = 0;
        for (var at = 0; at < octets.Length && at < MaxLength; at += 1 + octets[at])
        {
            if (octets[at] > MaxLabelLength) return false;
            if (octets[at] != 0) continue;
            length = at + 1;
            return true;
        }

        return false;
    }

    /// <summary>Number of labels, root label not counted: 0 for the root, 2 for <c>example.com.</c></summary>
    public static int LabelCount(ReadOnlySpan<byte> name)
    {
        var count = 0;
        for (var at = 0; name[at] != 0; at += 1 + name[at]) count++;
        return count;
    }

    /// <summary>The name without its first label. The root has no parent.</summary>
    public static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> name)
    {
        Debug.Assert(name[0] != 0);
        return name[(1 + name[0])..];
    }

    /// <summary>The last <paramref name="labels"/> labels of a name (its ancestor-or-self with that many labels).</summary>
    public static ReadOnlySpan<byte> Ancestor(ReadOnlySpan<byte> name, int labels)
    {
        for (var skip = LabelCount(name) - labels; skip > 0; skip--) name = Parent(name);
        return name;
    }

    /// <summary>True when <paramref name="name"/> is <paramref name="ancestor"/> or lies below it. Both in one letter case.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ancestor)
    {
        while (name.Length > ancestor.Length) name = Parent(name);
        return name.SequenceEqual(ancestor);
    }
}
