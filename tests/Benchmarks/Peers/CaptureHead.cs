using System.Buffers.Binary;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>The first packets of a long capture, for programs that would take minutes for all of it.</summary>
internal static class CaptureHead
{
    private const int FileHeaderLength = 24, RecordHeaderLength = 16;

    /// <param name="capture">A pcap as the generator of workloads writes it, with at least as many packets.</param>
    public static void Write(string capture, string head, int packets)
    {
        using var input = new BufferedStream(File.OpenRead(capture), 1 << 16);
        using var output = new BufferedStream(File.Create(head), 1 << 16);
        Copy(FileHeaderLength);
        for (var i = 0; i < packets; i++) Copy(BinaryPrimitives.ReadInt32LittleEndian(Copy(RecordHeaderLength).AsSpan(8)));

        byte[] Copy(int length)
        {
            var octets = new byte[length];
            input.ReadExactly(octets);
            output.Write(octets);
            return octets;
        }
    }
}
