namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>What a call does.</summary>
public enum CallKind
{
    CreateFolder,
    Create,
    Write,
    Sync,
    Rename,
    SyncFolder,
    Delete,
}

/// <summary>One change of the medium, or one wait for it.</summary>
/// <param name="Path">Of the file, or the folder.</param>
/// <param name="File">Number of the file, from 1 in the order in which they were made; for what is done to an open one.</param>
/// <param name="Octets">What is written.</param>
/// <param name="NewPath">Of a file that is renamed.</param>
internal sealed record Call(CallKind Kind, string Path, int File = 0, byte[]? Octets = null, string? NewPath = null);

/// <summary>A file system each of whose calls passes under the eyes of a test. It does not wait for the medium: that is simulated.</summary>
/// <param name="bufferLength">Octets that a file gathers before it writes, as the real ones do; 0 for none, so that every write is a call.</param>
internal abstract class WatchedFiles(int bufferLength) : DurableFiles
{
    private int _files;

    public override void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        CreateFolder(Path.GetDirectoryName(folder)!);
        Watch(new Call(CallKind.CreateFolder, folder), _ => base.CreateFolder(folder));
    }

    public override Stream Create(string path)
    {
        var number = Interlocked.Increment(ref _files);
        FileStream? file = null;
        Watch(new Call(CallKind.Create, path, number), _ => file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        var watched = new WatchedFile(this, file!, number);
        return bufferLength > 0 ? new BufferedStream(watched, bufferLength) : watched;
    }

    public override void Sync(Stream file)
    {
        file.Flush();
        var watched = file as WatchedFile ?? (WatchedFile)((BufferedStream)file).UnderlyingStream;
        Watch(new Call(CallKind.Sync, watched.Path, watched.Number), _ => { });
    }

    public override void Rename(string path, string newPath) =>
        Watch(new Call(CallKind.Rename, path, NewPath: newPath), _ => base.Rename(path, newPath));

    public override void SyncFolder(string folder) => Watch(new Call(CallKind.SyncFolder, folder), _ => { });

    public override void Delete(string path) => Watch(new Call(CallKind.Delete, path), _ => base.Delete(path));

    /// <summary>Makes a call, or not, or part of it.</summary>
    /// <param name="make">Makes the one it is given.</param>
    protected abstract void Watch(Call call, Action<Call> make);

    private sealed class WatchedFile(WatchedFiles files, FileStream file, int number) : Stream
    {
        public int Number => number;

        public string Path => file.Name;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) =>
            files.Watch(new Call(CallKind.Write, Path, number, buffer.ToArray()), call => file.Write(call.Octets));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
