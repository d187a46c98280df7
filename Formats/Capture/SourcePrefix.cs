using System.Security.Cryptography;
using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>The first octets of a source, by which it is known again.</summary>
/// <param name="Octets">How many.</param>
/// <param name="Sha256">Of them, in lower-case hexadecimal.</param>
public readonly record struct SourcePrefix(long Octets, string Sha256)
{
    /// <exception cref="UnusableStateException"/>
    public static SourcePrefix Load(StateReader state) =>
        new(state.ReadNumber(0, long.MaxValue), Convert.ToHexStringLower(state.ReadOctets(SHA256.HashSizeInBytes)));

    public void Save(StateWriter state)
    {
        state.WriteNumber(Octets);
        state.WriteOctets(Convert.FromHexString(Sha256));
    }
}
