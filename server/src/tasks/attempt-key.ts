export interface AttemptKey {
  taskId: string;
  number: number;
}
