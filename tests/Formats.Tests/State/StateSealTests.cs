using System.Security.Cryptography;
using PassiveDns.Formats.State;
using Xunit;

namespace PassiveDns.Formats.Tests.State;

public class StateSealTests
{
    private static readonly byte[] Start = [.. "what the capture begins with"u8];
    private static readonly byte[] Client = [.. Enumerable.Repeat<byte[]>([192, 0, 2, 173], 50_000).SelectMany(octets => octets)];

    [Fact]
    public void Who_has_the_source_reads_what_was_written() => Assert.Equal(Client, Read(Write(), Start));

    [Fact]
    public void Nothing_of_it_is_to_be_seen() => Assert.True(Write().AsSpan().IndexOf(Client.AsSpan(0, 4)) < 0);

    /// <summary>So two checkpoints side by side do not tell what has not changed between them.</summary>
    [Fact]
    public void The_same_state_is_sealed_otherwise_each_time() => Assert.NotEqual(Write(), Write());

    [Fact]
    public void Another_source_does_not_open_it() => Assert.Throws<UnusableStateException>(() => Read(Write(), [.. "what another begins with"u8]));

    [Fact]
    public void What_is_damaged_at_its_head_or_cut_there_is_told()
    {
        var whole = Write();
        for (var i = 0; i < 32; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            Assert.Throws<UnusableStateException>(() => Read(changed, Start));
            Assert.Throws<UnusableStateException>(() => Read(whole[..i], Start));
        }
    }

    [Fact]
    public void What_is_cut_short_behind_it_is_told() => Assert.Throws<CryptographicException>(() => Read(Write()[..^1], Start));

    private static byte[] Write()
    {
        var file = new MemoryStream();
        using (var seal = StateSeal.Create(file, Start)) seal.Write(Client);
        return file.ToArray();
    }

    private static byte[] Read(byte[] file, byte[] start)
    {
        using var opened = StateSeal.Open(new MemoryStream(file), start);
        var state = new MemoryStream();
        opened.CopyTo(state);
        return state.ToArray();
    }
}
