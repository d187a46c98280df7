using System.Security.Cryptography;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public sealed class HashedCaptureTests : IDisposable
{
    private const string Application = "pdns test";

    private static readonly PcapngInterfaceDescription[] Interfaces =
        [new() { LinkType = LinkType.Ethernet, Comment = "eth0" }, new() { LinkType = LinkType.LinuxSll2 }];

    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    private string FilePath => Path.Combine(_folder, "tap.pcapng.zst");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_file_holds_the_frames_and_is_what_was_hashed()
    {
        using var capture = HashedCapture.Open(FilePath, Application, Interfaces);
        for (var i = 0; i < 1_000; i++) Write(capture, i);
        var closed = capture.Close();

        var file = File.ReadAllBytes(FilePath);
        Assert.Equal(new SourcePrefix(file.Length, Sha256(file)), closed);
        Assert.Equal(closed, capture.Written);
        Assert.Equal(1_000, capture.Frames);
        var read = ReadCapture.File(file);
        Assert.Empty(read.Damage);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (1_700_000_000_000_000_000 + i, Hex.Text(Octets(i)))), read.Frames.Select(frame => (frame.Time, frame.Octets)));
        Assert.Equal([LinkType.Ethernet, LinkType.LinuxSll2], read.Frames.Select(frame => frame.LinkType).Distinct());
    }

    [Fact]
    public void Behind_a_flush_all_frames_are_in_the_file()
    {
        using var capture = HashedCapture.Open(FilePath, Application, Interfaces);
        for (var i = 1; i <= 300; i++)
        {
            Write(capture, i);
            if (i % 100 != 0) continue;
            capture.Flush();

            var file = File.ReadAllBytes(FilePath);
            Assert.Equal(new SourcePrefix(file.Length, Sha256(file)), capture.Written);
            Assert.Equal(i, ReadCapture.File(file).Frames.Count);
        }
    }

    [Fact]
    public void Without_a_file_the_pcapng_is_hashed()
    {
        using var pcapng = new MemoryStream();
        var writer = new PcapngWriter(pcapng, Application);
        foreach (var description in Interfaces) writer.AddInterface(description);
        using var capture = HashedCapture.WithoutFile(Application, Interfaces);
        for (var i = 0; i < 1_000; i++)
        {
            Write(capture, i);
            writer.Write(i % 2, Frame(i));
        }

        Assert.Equal(new SourcePrefix(pcapng.Length, Sha256(pcapng.ToArray())), capture.Close());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_is_there_stays()
    {
        File.WriteAllText(FilePath, "evidence");

        Assert.Throws<IOException>(() => HashedCapture.Open(FilePath, Application, Interfaces));
        Assert.Equal("evidence", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        using var capture = HashedCapture.Open(FilePath, Application, Interfaces);

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    private static void Write(HashedCapture capture, int number) => capture.Write(number % 2, Frame(number));

    private static CaptureFrame Frame(int number)
    {
        var octets = Octets(number);
        return new CaptureFrame
        {
            Number = number, TimeNanoseconds = 1_700_000_000_000_000_000 + number, LinkType = LinkType.Ethernet,
            OriginalLength = (uint)octets.Length, Octets = octets,
        };
    }

    private static byte[] Octets(int number) => [.. Enumerable.Range(0, 40 + (number % 50)).Select(i => (byte)(i * number))];

    private static string Sha256(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));
}
