using System.IO.MemoryMappedFiles;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>The input at hand, in memory that outlives the process: what killed it can be seen afterwards.</summary>
internal sealed class CurrentInput(string path, int maxLength)
{
    private readonly MemoryMappedViewAccessor _view =
        MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, sizeof(int) + maxLength).CreateViewAccessor();

    public static string PathOf(string folder, string target) => Path.Combine(folder, $"{target}-{Environment.ProcessId}.current");

    public void Set(ReadOnlySpan<byte> input)
    {
        _view.Write(0, input.Length);
        _view.SafeMemoryMappedViewHandle.WriteSpan(sizeof(int), input);
    }

    /// <summary>What a dead process left.</summary>
    public static byte[] Read(string path)
    {
        var octets = File.ReadAllBytes(path);
        return octets.AsSpan(sizeof(int), BitConverter.ToInt32(octets)).ToArray();
    }
}
