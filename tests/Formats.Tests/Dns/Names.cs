using CsCheck;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Tests.Dns;

/// <summary>Generators of wire names.</summary>
internal static class Names
{
    private static readonly byte[] FewOctets = [0, 1, 2, (byte)'-', (byte)'a', (byte)'b', 255];

    /// <summary>Any name: any octets in any labels, up to the greatest length.</summary>
    public static readonly Gen<byte[]> Any = Gen.Byte.Array[1, DomainName.MaxLabelLength].Array[0, 12].Select(Join);

    /// <summary>Names of a few short labels out of few octets, lower case: many are equal, or one the ancestor of another.</summary>
    public static readonly Gen<byte[]> Alike = Gen.Int[0, FewOctets.Length - 1].Select(i => FewOctets[i]).Array[1, 3].Array[0, 5].Select(Join);

    private static byte[] Join(byte[][] labels)
    {
        var name = new List<byte>();
        foreach (var label in labels.TakeWhile(label => name.Count + 1 + label.Length < DomainName.MaxLength))
            name.AddRange([(byte)label.Length, .. label]);
        return [.. name, 0];
    }
}
