using System.Security.Cryptography;
using PassiveDns.Formats.State;

namespace PassiveDns.Tests.Support;

/// <summary>States in memory.</summary>
public static class SavedState
{
    /// <summary>The octets of a state.</summary>
    public static byte[] Of(Action<StateWriter> save)
    {
        using var stream = new MemoryStream();
        using var state = new StateWriter(stream);
        save(state);
        state.Finish();
        return stream.ToArray();
    }

    /// <summary>Loads all of a state.</summary>
    /// <exception cref="UnusableStateException"/>
    public static T Load<T>(byte[] octets, Func<StateReader, T> load)
    {
        using var state = new StateReader(new MemoryStream(octets, writable: false));
        var loaded = load(state);
        state.Finish();
        return loaded;
    }

    /// <summary>A state with some octets changed and, so that this is not seen at once, a SHA-256 that fits.</summary>
    public static byte[] Forged(byte[] octets, Random random)
    {
        const int prologue = 16; // mark and version
        var content = octets[..^SHA256.HashSizeInBytes];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(prologue, content.Length);
            var length = Math.Min(random.Next(1, 9), content.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    content[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(content.AsSpan(at, length));
                    break;
                case 2:
                    content.AsSpan(at, length).Fill(0xFF); // large numbers
                    break;
                default:
                    content.AsSpan(at, length).Clear();
                    break;
            }
        }

        return [.. content, .. SHA256.HashData(content)];
    }
}
