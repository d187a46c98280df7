using System.Security.Cryptography;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.State;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class SourceStreamTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(9_000_000)]
    public void The_octets_come_through_and_are_hashed(int length)
    {
        var octets = Octets(length);
        using var source = new SourceStream(new MemoryStream(octets));

        var read = new MemoryStream();
        source.CopyTo(read);

        Assert.True(octets.AsSpan().SequenceEqual(read.ToArray()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), source.Finish());
        Assert.Equal(length, source.Octets);
        Assert.Equal(length, source.OctetsRead);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void The_hash_is_that_of_all_octets_however_many_were_wanted(int wanted)
    {
        var octets = Octets(7_000_000);
        using var source = new SourceStream(new PortionedStream(octets, 60_000));
        source.ReadExactly(new byte[wanted]);

        var hash = source.Finish();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), hash);
        Assert.Equal(hash, source.Finish());
        Assert.Equal(0, source.Read(new byte[10]));
    }

    [Fact]
    public void The_length_is_not_known_before_the_end()
    {
        using var source = new SourceStream(new MemoryStream([1, 2, 3]));

        Assert.Throws<InvalidOperationException>(() => source.Octets);
    }

    [Fact]
    public void An_error_of_the_input_comes_after_the_octets_before_it()
    {
        var octets = Octets(3_000_000);
        using var source = new SourceStream(new PortionedStream(octets, 1_000_000, new IOException("the disk failed")));

        source.ReadExactly(new byte[octets.Length]);

        Assert.Equal("the disk failed", Assert.Throws<IOException>(() => source.Read(new byte[1])).Message);
        Assert.Throws<IOException>(source.Finish);
    }

    [Fact]
    public void Disposed_in_the_middle_it_lets_the_input_go()
    {
        var input = new MemoryStream(Octets(20_000_000));
        var source = new SourceStream(input);
        source.ReadExactly(new byte[10]);

        source.Dispose();

        Assert.False(input.CanRead);
        Assert.Throws<ObjectDisposedException>(() => source.Read(new byte[10]));
        source.Dispose();
    }

    [Fact]
    public async Task A_silent_pipe_does_not_hold_up_who_disposes()
    {
        using var never = new ManualResetEventSlim();
        var source = new SourceStream(new SilentStream(never));

        await Task.Run(source.Dispose, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        never.Set();
    }

    [Fact]
    public void A_file_is_read_while_others_write_and_delete_it_and_is_not_changed()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pdns-{Guid.NewGuid():N}.pcap");
        File.WriteAllBytes(path, Samples.Pcap);
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            using var writer = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            using var source = SourceStream.OpenFile(path);

            Assert.Equal(ReadCapture.File(Samples.Pcap).ToString(), ReadCapture.All(CaptureFile.Open(source, path)).ToString());
            Assert.Equal(SourceStream.HashFile(path, TestContext.Current.CancellationToken), source.Finish());
            Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0)] // before anything was asked for
    [InlineData(1)]
    [InlineData(3_000_000)]
    public void The_octets_read_so_far_are_told_by_their_hash(int wanted)
    {
        var octets = Octets(7_000_000);
        using var source = new SourceStream(new PortionedStream(octets, 60_000));
        source.ReadExactly(new byte[wanted]);

        Assert.True(source.TryGetPrefix(out var prefix));
        Assert.InRange(prefix.Octets, wanted, octets.Length);
        Assert.Equal(PrefixOf(octets, (int)prefix.Octets), prefix);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), source.Finish());
        Assert.True(source.TryGetPrefix(out prefix));
        Assert.Equal(PrefixOf(octets, octets.Length), prefix);
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(59_999, 60_000)]
    [InlineData(1 << 20, 1 << 20)]
    [InlineData((3 << 20) + 5, 2 << 20)]
    [InlineData(7_000_000, 60_000)] // all of it
    public void A_source_that_begins_as_expected_is_read_as_always(int known, int portion)
    {
        var octets = Octets(7_000_000);
        using var source = new SourceStream(new PortionedStream(octets, portion), PrefixOf(octets, known));

        var read = new MemoryStream();
        source.CopyTo(read);

        Assert.True(octets.AsSpan().SequenceEqual(read.ToArray()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), source.Finish());
        Assert.True(source.TryGetPrefix(out _));
    }

    [Theory]
    [InlineData(0, 7_000_000)]
    [InlineData(1_999_999, 7_000_000)]
    [InlineData(null, 1_999_999)] // shorter than it was
    [InlineData(null, 0)]
    public void A_source_that_begins_otherwise_is_refused_before_anything_can_be_built_on_it(int? changed, int length)
    {
        const int known = 2_000_000;
        var octets = Octets(7_000_000);
        var expected = PrefixOf(octets, known);
        if (changed is { } at) octets[at] ^= 1;
        using var source = new SourceStream(new PortionedStream(octets[..length], 60_000), expected);

        var read = new MemoryStream();
        Assert.Throws<UnusableStateException>(() => source.CopyTo(read));
        Assert.InRange(read.Length, 0, known - 1);
        Assert.False(source.TryGetPrefix(out _));
        Assert.Throws<UnusableStateException>(source.Finish);
    }

    [Fact]
    public void Until_the_expected_start_is_read_it_is_not_told_what_was()
    {
        using var never = new ManualResetEventSlim();
        var octets = Octets(100);
        using var source = new SourceStream(new SilentStream(never), PrefixOf(octets, 100));

        Assert.False(source.TryGetPrefix(out _));

        never.Set();
    }

    private static SourcePrefix PrefixOf(byte[] octets, int length) =>
        new(length, Convert.ToHexStringLower(SHA256.HashData(octets.AsSpan(0, length))));

    [Fact]
    public void Hashing_can_be_called_off()
    {
        Assert.Throws<OperationCanceledException>(() => SourceStream.HashFile(typeof(SourceStream).Assembly.Location, new CancellationToken(canceled: true)));
    }

    private static byte[] Octets(int length)
    {
        var octets = new byte[length];
        new Random(length).NextBytes(octets);
        return octets;
    }

    /// <summary>A pipe whose other end says nothing.</summary>
    private sealed class SilentStream(ManualResetEventSlim end) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            end.Wait();
            return 0;
        }
    }
}
